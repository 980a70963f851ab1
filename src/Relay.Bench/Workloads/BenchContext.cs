namespace Relay.Bench;

/// <summary>The parts that workloads are made from.</summary>
sealed record BenchContext
{
    public required EventCorpus Corpus { get; init; }

    public required CorpusAuthors Authors { get; init; }

    public required int Seed { get; init; }

    public required CorpusLines Lines { get; init; }

    public required IReadOnlyList<BenchTarget> Targets { get; init; }

    public required BenchOptions Options { get; init; }

    /// <summary>Queries instead of the built-in ones; null for those.</summary>
    public QuerySet? Queries { get; init; }

    /// <summary>The rows or groups of rows to measure; all if empty.</summary>
    public required IReadOnlyCollection<string> Only { get; init; }

    /// <summary>Whether the function gives a value for every target.</summary>
    public bool All(Func<BenchTarget, object?> something) => Targets.All(target => something(target) is not null);
}
