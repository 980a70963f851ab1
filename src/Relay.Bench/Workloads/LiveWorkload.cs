namespace Relay.Bench;

/// <summary>Publishes to waiting subscribers, and measures how soon or how many a second they receive.</summary>
abstract class LiveWorkload(string name, string description, string unit, CorpusAuthors authors, BenchOptions options)
    : Workload(name, description, unit)
{
    EventCorpus? _events;

    protected BenchOptions Options => options;

    /// <summary>How many events a run publishes.</summary>
    protected abstract int EventCount { get; }

    protected abstract IReadOnlyList<LiveSubscription> Subscriptions { get; }

    /// <summary>The latency of one in this many deliveries is measured.</summary>
    protected abstract int LatencyStep { get; }

    /// <summary>Publishes the events while the receiver runs.</summary>
    protected abstract void Publish(Publisher publisher);

    protected abstract RunResult Result(LiveReceiver receiver, PublishedEvents published);

    /// <summary>Options for the run's connections.</summary>
    protected virtual ConnectionOptions Connection => options.Connection;

    /// <summary>The events of a run.</summary>
    protected virtual EventCorpus CreateEvents() => CorpusGenerator.CreateFresh(EventCount, authors);

    public override void Prepare(int run) => _events = CreateEvents();

    public override RunResult Run(BenchTarget target, int run)
    {
        var events = _events!;
        var subscriptions = Subscriptions;
        var needsDeflate = Connection.OfferDeflate != options.Connection.OfferDeflate;
        var small = Connection with { ReceiveBuffer = 1 << 16 };
        using var connections = ConnectionGroup.Open(target.Address, options.Subscribers, small, needsDeflate);
        using var publishing = BenchConnection.Open(target.Address, options.Connection);
        using var receiver = new LiveReceiver(connections, subscriptions, events, target.Problems);
        receiver.Subscribe();
        var stored = connections.BytesReceived;
        var published = new PublishedEvents(events, new EventRange(0, 1, events.Count), target.Problems);
        var publisher = new Publisher(publishing, published);
        var shares = Shares(events, subscriptions);
        target.BeginWork();
        Workers.Run(2, i =>
        {
            if (i == 0)
                Publish(publisher);
            else
                receiver.Receive(shares.Sum(), LatencyStep, options.Silence, published);
        });
        target.EndWork();
        receiver.CheckShares(shares);
        return Result(receiver, published) with
        {
            Operations = receiver.Received,
            BytesPerEvent = receiver.Received == 0 ? null : (double)(connections.BytesReceived - stored) / receiver.Received,
        };
    }

    /// <summary>How many deliveries each connection should receive.</summary>
    int[] Shares(EventCorpus events, IReadOnlyList<LiveSubscription> subscriptions)
    {
        var shares = new int[options.Subscribers];
        for (var i = 0; i < events.Count; i++)
        {
            foreach (var subscription in subscriptions)
            {
                if (subscription.Query.Matches(events[i]))
                    shares[subscription.Connection]++;
            }
        }
        return shares;
    }

    /// <summary>One subscription to all notes on each connection.</summary>
    protected static IReadOnlyList<LiveSubscription> ToNotes(int connections)
    {
        // A limit of 1, not 0, because some relays close a subscription to which they have nothing stored to send.
        var query = BenchQuery.Parse("[{\"kinds\":[1],\"limit\":1}]"u8);
        return [.. Enumerable.Range(0, connections).Select(i => new LiveSubscription(query, i))];
    }
}
