using System.Diagnostics;

namespace Relay.Server;

/// <summary>Publishes as fast as the relay takes events, all of which go to all subscribers.</summary>
sealed class LiveThroughputWorkload(CorpusAuthors authors, BenchOptions options)
    : LiveWorkload("live.throughput", $"live: {options.Subscribers} subscribers, as fast as it goes", "deliveries/s", authors, options)
{
    protected override int EventCount => Options.LiveEvents;

    protected override IReadOnlyList<LiveSubscription> Subscriptions { get; } = ToNotes(options.Subscribers);

    protected override int LatencyStep => 61;

    protected override void Publish(Publisher publisher, EventRange events) => publisher.Run(events, Options.InFlight);

    protected override RunResult Result(LiveReceiver receiver, Publisher publisher)
    {
        var elapsed = Stopwatch.GetElapsedTime(publisher.SentAt(0), receiver.LastReceivedAt);
        return new RunResult(receiver.Received / elapsed.TotalSeconds).With(receiver.Latencies);
    }
}
