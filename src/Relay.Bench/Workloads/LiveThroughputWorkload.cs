using System.Diagnostics;

namespace Relay.Bench;

/// <summary>Publishes as fast as the relay takes events. Every event goes to all subscribers.</summary>
sealed class LiveThroughputWorkload(
    string name, string description, ConnectionOptions connection, CorpusAuthors authors, BenchOptions options)
    : LiveWorkload(name, description, "deliveries/s", authors, options)
{
    protected override int EventCount => Options.LiveEvents;

    protected override IReadOnlyList<LiveSubscription> Subscriptions { get; } = ToNotes(options.Subscribers);

    protected override int LatencyStep => 61;

    protected override ConnectionOptions Connection => connection;

    /// <summary>One row with the connection options, and one with permessage-deflate.</summary>
    public static IEnumerable<LiveThroughputWorkload> Create(CorpusAuthors authors, BenchOptions options)
    {
        var text = $"live: {options.Subscribers} subscribers, as fast as it goes";
        yield return new LiveThroughputWorkload("live.throughput", text, options.Connection, authors, options);
        yield return new LiveThroughputWorkload(
            "live.throughput-deflate", text + ", permessage-deflate", options.Connection with { OfferDeflate = true }, authors, options);
    }

    protected override void Publish(Publisher publisher) => publisher.Run(Options.InFlight);

    protected override RunResult Result(LiveReceiver receiver, PublishedEvents published)
    {
        var elapsed = Stopwatch.GetElapsedTime(published.SentAt(0), receiver.LastReceivedAt);
        return new RunResult(receiver.Received / elapsed.TotalSeconds).With(receiver.Latencies);
    }
}
