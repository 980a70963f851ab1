using Relay.Nostr;

namespace Relay.Server;

/// <summary>Publishes to subscribers that wait: how soon, or how many a second.</summary>
abstract class LiveWorkload(string name, string description, string unit, CorpusAuthors authors, BenchOptions options)
    : Workload(name, description, unit)
{
    EventCorpus? _events;

    protected BenchOptions Options => options;

    /// <summary>How many events a run publishes.</summary>
    protected abstract int EventCount { get; }

    protected abstract IReadOnlyList<LiveSubscription> Subscriptions { get; }

    /// <summary>The latency of one in so many deliveries is taken.</summary>
    protected abstract int LatencyStep { get; }

    /// <summary>Publishes the events while the receiver runs.</summary>
    protected abstract void Publish(Publisher publisher, EventRange events);

    protected abstract RunResult Result(LiveReceiver receiver, Publisher publisher);

    public override void Prepare(int run) => _events = CorpusGenerator.CreateFresh(EventCount, authors);

    public override RunResult Run(BenchTarget target, int run)
    {
        var events = _events!;
        var subscriptions = Subscriptions;
        var small = options.Connection with { ReceiveBuffer = 1 << 16 };
        using var connections = ConnectionGroup.Open(target.Address, options.Subscribers, small);
        using var publishing = BenchConnection.Open(target.Address, options.Connection);
        var receiver = new LiveReceiver(connections, subscriptions, events, target.Problems);
        receiver.Subscribe();
        var stored = connections.BytesReceived;
        var publisher = new Publisher(publishing, events, target.Problems);
        var range = new EventRange(0, 1, events.Count);
        var shares = Shares(events, subscriptions);
        Workers.Run(2, i =>
        {
            if (i == 0)
                Publish(publisher, range);
            else
                receiver.Receive(shares.Sum(), LatencyStep, options.Silence, publisher);
        });
        receiver.CheckShares(shares);
        return Result(receiver, publisher) with
        {
            BytesPerEvent = receiver.Received == 0 ? null : (double)(connections.BytesReceived - stored) / receiver.Received,
        };
    }

    /// <summary>How many deliveries each connection is to receive.</summary>
    int[] Shares(EventCorpus events, IReadOnlyList<LiveSubscription> subscriptions)
    {
        var shares = new int[options.Subscribers];
        var ofAuthor = new Dictionary<Bytes32, int>();
        for (var i = 0; i < events.Count; i++)
        {
            var author = events[i].PublicKey;
            ofAuthor[author] = ofAuthor.GetValueOrDefault(author) + 1;
        }
        foreach (var subscription in subscriptions)
        {
            shares[subscription.Connection] += subscription.Query.Filters[0].Authors is { Count: 1 } author
                ? ofAuthor.GetValueOrDefault(author[0])
                : events.Count;
        }
        return shares;
    }

    /// <summary>One subscription to all notes on each connection.</summary>
    protected static IReadOnlyList<LiveSubscription> ToNotes(int connections)
    {
        // A limit of 1, not 0: some relays close a subscription that cannot answer with anything stored.
        var query = BenchQuery.Parse("[{\"kinds\":[1],\"limit\":1}]"u8);
        return [.. Enumerable.Range(0, connections).Select(i => new LiveSubscription(query, i))];
    }
}
