using System.Buffers;
using BenchmarkDotNet.Attributes;
using Relay.Nostr;

namespace Relay.Benchmarks;

/// <summary>The cost of reading a request, and of matching each candidate event.</summary>
[MemoryDiagnoser]
public class NostrFilterBenchmarks
{
    static readonly Filter Timeline = NostrSamples.Filter(NostrSamples.TimelineRequest);
    static readonly Filter Replies = NostrSamples.Filter(NostrSamples.RepliesRequest);

    readonly ArrayBufferWriter<byte> _writer = new(4096);

    [Benchmark]
    public Filter ReadTimelineRequest() => NostrSamples.Filter(NostrSamples.TimelineRequest);

    [Benchmark]
    public Filter ReadRepliesRequest() => NostrSamples.Filter(NostrSamples.RepliesRequest);

    [Benchmark]
    public bool MatchTimeline() => Timeline.Matches(NostrSamples.Note.View);

    [Benchmark]
    public bool MatchReplies() => Replies.Matches(NostrSamples.Note.View);

    [Benchmark]
    public void WriteOk()
    {
        _writer.ResetWrittenCount();
        RelayMessage.WriteOk(_writer, NostrSamples.Note.Id, true, "");
    }
}
