namespace Relay.Bench.Tests;

/// <summary>Reports with rows of all sorts.</summary>
static class SampleReport
{
    public static BenchReport Of(int events, params string[] relays) => new(
        DateTimeOffset.UnixEpoch,
        new MachineSummary(2, "Some <CPU>", "Linux 6", 8_000_000_000, ".NET 10"),
        new CorpusSummary(new CorpusOptions { Events = events }, events, events - 10, "00112233445566778899aabbccddeeff", 605.4),
        new BenchOptions { Runs = 2 },
        [.. relays.Select(static (name, i) => new RelaySummary($"ws://127.0.0.1:{7001 + i}/", name, $"https://example.com/{name}", "1.2"))],
        [
            new BenchRow("publish", "publish & wait", "events/s", true, Cells(relays, static i => Cell(1000 / (i + 1.0), 20 * (i + 1)))),
            new BenchRow("round-trip", "one by one", "ms", false, Cells(relays, static i => Cell(0.5 * (i + 1), cpu: null))),
            new BenchRow("req.ids-20", "20 ids", "queries/s", true, Cells(relays, static i =>
                new BenchCell([], [new Problems.Problem("the row failed", 1 + i, "connection <refused>")]))),
        ]);

    static IReadOnlyList<BenchCell> Cells(string[] relays, Func<int, BenchCell> cell) =>
        [.. Enumerable.Range(0, relays.Length).Select(cell)];

    static BenchCell Cell(double value, double? cpu) => new(
        [
            new RunResult(value * 0.9) { P50 = 1, P99 = 2, CpuPerOperation = cpu, PeakResident = 90_000_000, PeakAnonymous = 40_000_000 },
            new RunResult(value * 1.1) { P50 = 3, P99 = 4, CpuPerOperation = cpu, PeakResident = 80_000_000, PeakAnonymous = 50_000_000 },
        ],
        []);
}
