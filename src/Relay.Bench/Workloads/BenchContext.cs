namespace Relay.Bench;

/// <summary>What the workloads are made of.</summary>
sealed record BenchContext
{
    public required EventCorpus Corpus { get; init; }

    public required CorpusAuthors Authors { get; init; }

    public required int Seed { get; init; }

    public required CorpusLines Lines { get; init; }

    public required IReadOnlyList<BenchTarget> Targets { get; init; }

    public required BenchOptions Options { get; init; }

    /// <summary>Queries in place of the built-in ones, or null.</summary>
    public QuerySet? Queries { get; init; }

    /// <summary>Rows or groups of rows; all without any.</summary>
    public required IReadOnlyCollection<string> Only { get; init; }

    /// <summary>Whether all targets have something.</summary>
    public bool All(Func<BenchTarget, object?> something) => Targets.All(target => something(target) is not null);
}
