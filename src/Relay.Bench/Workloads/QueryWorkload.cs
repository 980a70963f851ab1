using System.Diagnostics;

namespace Relay.Bench;

/// <summary>Asks queries in a closed loop: each connection asks the next query when the last is answered.</summary>
sealed class QueryWorkload(QuerySet set, bool needsCorpus, BenchOptions options, bool withDeflate = false)
    : Workload(
        "req." + set.Name + (withDeflate ? "-deflate" : ""), set.Description + (withDeflate ? ", permessage-deflate" : ""),
        set.CountsEvents ? "events/s" : "queries/s")
{
    public override bool NeedsCorpus => needsCorpus;

    public override RunResult Run(BenchTarget target, int run)
    {
        var connections = options.QueryConnections;
        using var group = withDeflate
            ? ConnectionGroup.Open(target.Address, connections, options.Connection with { OfferDeflate = true }, needsDeflate: true)
            : ConnectionGroup.Open(target.Address, connections, options.Connection);
        var clients = new QueryClient[connections];
        for (var i = 0; i < connections; i++)
            clients[i] = new QueryClient(group[i], target.Problems);
        if (run == 0)
            CheckAll(clients[0]);
        var received = group.BytesReceived;

        var latencies = new Latencies[connections];
        var events = new long[connections];
        target.BeginWork();
        var elapsed = Workers.Run(connections, i =>
        {
            latencies[i] = new Latencies();
            events[i] = Loop(clients[i], first: i * set.Queries.Length / connections, latencies[i]);
        });
        target.EndWork();
        var all = new Latencies();
        foreach (var some in latencies)
            all.Merge(some);
        var sum = set.CountsEvents ? events.Sum() : all.Count;
        return new RunResult(sum / elapsed.TotalSeconds)
        {
            Operations = sum,
            EventsPerAnswer = (double)events.Sum() / all.Count,
            BytesPerEvent = events.Sum() == 0 ? null : (double)(group.BytesReceived - received) / events.Sum(),
        }.With(all);
    }

    void CheckAll(QueryClient client)
    {
        foreach (var query in set.Queries)
            client.Ask(query, checkAll: true);
    }

    long Loop(QueryClient client, int first, Latencies latencies)
    {
        var start = Stopwatch.GetTimestamp();
        var events = 0L;
        for (var next = first; Stopwatch.GetElapsedTime(start) < options.Duration; next++)
        {
            var asked = Stopwatch.GetTimestamp();
            events += client.Ask(set.Queries[next % set.Queries.Length], checkAll: false);
            latencies.AddSince(asked);
        }
        return events;
    }
}
