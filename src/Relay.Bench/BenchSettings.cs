namespace Relay.Bench;

/// <summary>The settings that a command line gives.</summary>
sealed record BenchSettings
{
    public required IReadOnlyList<BenchTarget> Targets { get; init; }

    public required CorpusOptions Corpus { get; init; }

    public required BenchOptions Options { get; init; }

    /// <summary>The rows or groups of rows to measure; all if empty.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    /// <summary>A file with queries instead of the built-in ones; null for those.</summary>
    public string? Filters { get; init; }

    /// <summary>The file for the results as JSON; null for none.</summary>
    public string? JsonFile { get; init; }

    /// <summary>A file that contains the corpus, so that it need not be made; null to make it.</summary>
    public string? CorpusFile { get; init; }

    /// <summary>The file for a chart of the results; null for none.</summary>
    public string? ChartFile { get; init; }

    /// <summary>Reports to show side by side instead of measuring.</summary>
    public IReadOnlyList<string> Compared { get; init; } = [];

    /// <summary>The file to which the corpus is written instead of measuring; null to measure.</summary>
    public string? EventsFile { get; init; }
}
