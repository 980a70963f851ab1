using BenchmarkDotNet.Attributes;
using Relay.Nostr;

namespace Relay.Benchmarks;

/// <summary>The protocol's cost of each published or delivered event, without signatures.</summary>
[MemoryDiagnoser]
public class NostrEventBenchmarks
{
    readonly EventParser _parser = new();
    readonly TermList _terms = new();
    readonly EventTags _tags = new();
    readonly TermHasher _hasher = TermHasher.CreateRandom();
    NostrEvent _event = null!;
    byte[] _message = [];
    byte[] _buffer = [];

    [Params(nameof(NostrSamples.Note), nameof(NostrSamples.FollowList))]
    public string Sample { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _event = NostrSamples.Event(Sample);
        _message = NostrSamples.Message(_event);
        _buffer = new byte[EventJson.MaxLength(_event.View)];
    }

    [Benchmark]
    public bool CheckSyntax() => JsonSyntax.IsValid(_message);

    [Benchmark]
    public bool ReadIntoRecord() => new ClientMessageReader(_message).TryReadEvent(_parser, out _);

    [Benchmark]
    public Bytes32 ComputeId() => EventJson.ComputeId(_event.View, _buffer);

    [Benchmark]
    public int WriteJson() => EventJson.Write(_event.View, _buffer);

    [Benchmark]
    public void CollectStoredTerms() => EventTerms.CollectStored(_event.View, _hasher, _terms);

    [Benchmark]
    public void CollectLiveTerms()
    {
        _tags.Collect(_event.View, _hasher);
        EventTerms.CollectLive(_event.View, _tags, _terms);
    }
}
