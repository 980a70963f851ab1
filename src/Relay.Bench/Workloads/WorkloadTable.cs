using System.Globalization;

namespace Relay.Bench;

/// <summary>All workloads in the order in which they run.</summary>
static class WorkloadTable
{
    public const string All = "all";

    /// <summary>The groups that <c>--only</c> may name besides single rows.</summary>
    public static IReadOnlyList<string> Groups { get; } =
    [
        "import", "export", "start", "memory", "idle", "publish", "duplicates", "disk", "req", "connections", "round-trip", "live",
    ];

    /// <summary>Groups whose command lines start their own relay, so that no relay need run.</summary>
    public static IReadOnlyList<string> CommandGroups { get; } = ["import", "export", "start"];

    /// <summary>The workloads that are selected and possible; all possible ones without a selection.</summary>
    public static IReadOnlyList<Workload> Create(BenchContext context) =>
        [.. Commands(context).Concat(Loads(context)).Where(workload => IsSelected(workload.Name, workload.Group, context.Only))];

    /// <summary>Whether any row of a group may be selected.</summary>
    public static bool IsGroupSelected(string group, IReadOnlyCollection<string> only) =>
        only.Count == 0 || only.Any(name => name == All || name.TrimEnd('*').Split('.')[0] == group);

    /// <summary>The workloads of the targets' command lines.</summary>
    static IEnumerable<Workload> Commands(BenchContext context)
    {
        var (corpus, lines) = (context.Corpus, context.Lines);
        if (context.All(static target => target.Commands.Import))
            yield return new ImportWorkload("import", "import a file, with verification", static of => of.Import, corpus, lines);
        if (context.All(static target => target.Commands.ImportTrusted))
            yield return new ImportWorkload("import.trusted", "import a file, trusted", static of => of.ImportTrusted, corpus, lines);
        if (context.All(static target => target.Commands.Export))
            yield return new ExportWorkload(corpus, new FilledStores(lines));
        if (context.All(static target => target.Commands.Start))
            yield return new StartWorkload(context.Options, new FilledStores(lines));
    }

    /// <summary>The workloads against running relays.</summary>
    static IEnumerable<Workload> Loads(BenchContext context)
    {
        var (corpus, authors, options) = (context.Corpus, context.Authors, context.Options);
        var window = string.Create(CultureInfo.InvariantCulture, $"{options.Connections} connections, {options.InFlight} in flight each");
        if (context.All(static target => target.Pid))
        {
            yield return new MemoryWorkload("memory.resident", "memory before the work, resident", static memory => memory.Resident);
            yield return new MemoryWorkload("memory.anonymous", "memory before the work, anonymous", static memory => memory.Anonymous);
            foreach (var idle in IdleWorkload.Create(options))
                yield return idle;
        }
        yield return new PublishWorkload("publish", $"publish, {window}", areNew: true, corpus, options);
        yield return new PublishWorkload("duplicates", $"publish again what is stored, {window}", areNew: false, corpus, options);
        if (context.All(static target => target.Folder))
            yield return new DiskWorkload(corpus, context.Targets);
        foreach (var query in Queries(context))
            yield return query;
        foreach (var count in options.Growth)
            yield return new GrowthQueryWorkload(count, options);
        foreach (var count in options.Growth)
            yield return new GrowthPublishWorkload(count, authors, options);
        yield return new RoundTripWorkload(authors, options);
        yield return LiveLatencyWorkload.ToAll(authors, options);
        foreach (var throughput in LiveThroughputWorkload.Create(authors, options))
            yield return throughput;
        yield return LiveLatencyWorkload.ByAuthor(authors, options);
        foreach (var fanout in LiveFanoutWorkload.Create(authors, options))
            yield return fanout;
    }

    static IEnumerable<Workload> Queries(BenchContext context)
    {
        if (context.Queries is { } file)
            return [new QueryWorkload(file, needsCorpus: false, context.Options)];
        // Counting the answers beforehand takes a while.
        if (!IsGroupSelected("req", context.Only))
            return [];
        var sets = QuerySets.Create(context.Corpus, context.Authors, context.Seed);
        return sets.SelectMany(set => set.CountsEvents ? (QueryWorkload[])[Query(set), Query(set, withDeflate: true)] : [Query(set)]);

        QueryWorkload Query(QuerySet set, bool withDeflate = false) => new(set, needsCorpus: true, context.Options, withDeflate);
    }

    /// <summary>
    /// Whether a name is that of the workload or of its group, or ends in an asterisk after the beginning of the workload's name.
    /// </summary>
    static bool IsSelected(string workload, string group, IReadOnlyCollection<string> names) =>
        names.Count == 0 || names.Contains(All) || names.Contains(workload) || names.Contains(group)
        || names.Any(name => name.EndsWith('*') && workload.StartsWith(name[..^1], StringComparison.Ordinal));
}
