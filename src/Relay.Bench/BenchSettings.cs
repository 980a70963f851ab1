namespace Relay.Bench;

/// <summary>What a command line asks of the bench.</summary>
sealed record BenchSettings
{
    public required IReadOnlyList<BenchTarget> Targets { get; init; }

    public required CorpusOptions Corpus { get; init; }

    public required BenchOptions Options { get; init; }

    /// <summary>Rows or groups of rows; all without any.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    /// <summary>A file of queries in place of the built-in ones, or null.</summary>
    public string? Filters { get; init; }

    /// <summary>Where to write the results as JSON, or null.</summary>
    public string? JsonFile { get; init; }

    /// <summary>A file that holds the corpus, so that it need not be made; or null.</summary>
    public string? CorpusFile { get; init; }

    /// <summary>Where to draw the results, or null.</summary>
    public string? ChartFile { get; init; }

    /// <summary>Reports to show side by side instead of measuring.</summary>
    public IReadOnlyList<string> Compared { get; init; } = [];

    /// <summary>Where to write the corpus instead of measuring, or null.</summary>
    public string? EventsFile { get; init; }
}
