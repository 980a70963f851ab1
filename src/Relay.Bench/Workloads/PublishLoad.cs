namespace Relay.Bench;

/// <summary>The result of publishing events over several connections at once.</summary>
/// <param name="Elapsed">The time from the first event to the last OK.</param>
/// <param name="Latencies">The time from each event to its OK.</param>
/// <param name="Count">How many events.</param>
/// <param name="Duplicates">How many of them the relay already had.</param>
sealed record PublishLoad(TimeSpan Elapsed, Latencies Latencies, int Count, int Duplicates)
{
    public double EventsPerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>Publishes the events, distributed over the connections in turn.</summary>
    public static PublishLoad Run(
        BenchTarget target, EventCorpus corpus, EventRange events, int connections, int inFlight, ConnectionOptions options,
        bool onlyKept = false)
    {
        using var group = ConnectionGroup.Open(target.Address, connections, options);
        var publishers = new Publisher[connections];
        for (var i = 0; i < connections; i++)
            publishers[i] = new Publisher(
                group[i], new PublishedEvents(corpus, events.Share(i, connections), target.Problems))
            { OnlyKept = onlyKept };
        target.BeginWork();
        var elapsed = Workers.Run(connections, i => publishers[i].Run(inFlight));
        target.EndWork();
        var latencies = new Latencies();
        foreach (var publisher in publishers)
            latencies.Merge(publisher.Events.Latencies);
        return new PublishLoad(
            elapsed, latencies, publishers.Sum(static publisher => publisher.Events.Published),
            publishers.Sum(static publisher => publisher.Events.Duplicates));
    }
}
