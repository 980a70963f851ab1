namespace Relay.Bench;

/// <summary>All results of one run of the bench.</summary>
sealed record BenchReport(
    DateTimeOffset Time, MachineSummary Machine, CorpusSummary Corpus, BenchOptions Options, IReadOnlyList<RelaySummary> Relays,
    IReadOnlyList<BenchRow> Rows);
