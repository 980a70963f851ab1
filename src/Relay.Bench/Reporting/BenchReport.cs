namespace Relay.Bench;

/// <summary>All that a run of the bench tells.</summary>
sealed record BenchReport(
    DateTimeOffset Time, MachineSummary Machine, CorpusSummary Corpus, BenchOptions Options, IReadOnlyList<RelaySummary> Relays,
    IReadOnlyList<BenchRow> Rows);
