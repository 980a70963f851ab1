using System.Globalization;

namespace Relay.Server;

/// <summary>All workloads in the order in which they are done.</summary>
static class WorkloadTable
{
    public const string All = "all";

    /// <summary>What <c>--only</c> may name besides single rows.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["memory", "idle", "publish", "duplicates", "req", "round-trip", "live"];

    /// <summary>Those of them that are named; all without names.</summary>
    public static IReadOnlyList<Workload> Create(
        EventCorpus corpus, CorpusAuthors authors, int seed, QuerySet? file, IReadOnlyCollection<string> only, BenchOptions options)
    {
        var window = string.Create(CultureInfo.InvariantCulture, $"{options.Connections} connections, {options.InFlight} in flight each");
        var workloads = new List<Workload>
        {
            new MemoryWorkload("memory.resident", "memory before the work, resident", static memory => memory.Resident),
            new MemoryWorkload("memory.anonymous", "memory before the work, anonymous", static memory => memory.Anonymous),
            new IdleWorkload(options),
            new PublishWorkload("publish", $"publish, {window}", areNew: true, corpus, options),
            new PublishWorkload("duplicates", $"publish again what is stored, {window}", areNew: false, corpus, options),
        };
        if (file is not null)
            workloads.Add(new QueryWorkload(file, needsCorpus: false, options));
        else if (only.Count == 0 || only.Any(static name => name.Split('.')[0] is "req" or All))
            workloads.AddRange(QuerySets.Create(corpus, authors, seed).Select(set => new QueryWorkload(set, needsCorpus: true, options)));
        workloads.Add(new RoundTripWorkload(authors, options));
        workloads.Add(LiveLatencyWorkload.ToAll(authors, options));
        workloads.Add(new LiveThroughputWorkload(authors, options));
        workloads.Add(LiveLatencyWorkload.ByAuthor(authors, options));
        return [.. workloads.Where(workload => IsSelected(workload, only))];
    }

    /// <summary>Whether one of the names is that of the workload or of its group.</summary>
    static bool IsSelected(Workload workload, IReadOnlyCollection<string> names) =>
        names.Count == 0 || names.Contains(All) || names.Contains(workload.Name) || names.Contains(workload.Name.Split('.')[0]);
}
