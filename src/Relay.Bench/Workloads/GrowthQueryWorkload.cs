using System.Diagnostics;
using System.Globalization;

namespace Relay.Bench;

/// <summary>Asks over many connections in turn, with the same total number of unanswered queries.</summary>
sealed class GrowthQueryWorkload(int count, BenchOptions options)
    : Workload(
        string.Create(CultureInfo.InvariantCulture, $"connections.newest-100-notes-{count}"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"newest 100 of kind 1 over {count:N0} connections by turns, {Math.Min(count, MaxAsked)} asked at once"),
        "queries/s")
{
    const int MaxAsked = 10;

    static readonly BenchQuery Query = BenchQuery.Parse("""[{"kinds":[1],"limit":100}]"""u8);

    public override bool NeedsCorpus => true;

    public override RunResult Run(BenchTarget target, int run)
    {
        using var group = ConnectionGroup.Open(target.Address, count, options.ConnectionOf(count));
        using var poll = new ConnectionPoll(group.Connections);
        var clients = group.Connections.Select(connection => new QueryClient(connection, target.Problems)).ToArray();
        var latencies = new Latencies();
        target.BeginWork();
        var start = Stopwatch.GetTimestamp();
        Ask(clients, group, poll, latencies);
        var elapsed = Stopwatch.GetElapsedTime(start);
        target.EndWork();
        return new RunResult(latencies.Count / elapsed.TotalSeconds) { Operations = latencies.Count }.With(latencies);
    }

    void Ask(QueryClient[] clients, ConnectionGroup group, ConnectionPoll poll, Latencies latencies)
    {
        var start = Stopwatch.GetTimestamp();
        var askedAt = new long[count];
        var ready = new List<int>();
        var last = -1;
        var asked = Math.Min(count, MaxAsked);
        for (var i = 0; i < asked; i++)
            StartNext();
        while (asked > 0)
        {
            poll.Wait(options.Connection.Timeout, ready);
            if (ready.Count == 0)
                throw new IOException($"{group[0].Address}: no answer in {options.Connection.Timeout.TotalSeconds} s");
            foreach (var number in ready)
            {
                group[number].Receive();
                if (!clients[number].TryFinish(out _))
                    continue;
                latencies.AddSince(askedAt[number]);
                askedAt[number] = 0;
                if (Stopwatch.GetElapsedTime(start) < options.Duration)
                    StartNext();
                else
                    asked--;
            }
        }

        void StartNext()
        {
            do
                last = (last + 1) % count;
            while (askedAt[last] != 0);
            askedAt[last] = Stopwatch.GetTimestamp();
            clients[last].Start(Query, checkAll: false);
        }
    }
}
