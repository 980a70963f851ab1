using System.Globalization;

namespace Relay.Server;

/// <summary>Does the workloads one after the other, each against all relays by turns.</summary>
sealed class BenchRunner(EventCorpus corpus, IReadOnlyList<BenchTarget> targets, BenchOptions options, Action<string> report)
{
    readonly HashSet<BenchTarget> _loaded = [];

    public IReadOnlyList<BenchRow> Run(IReadOnlyList<Workload> workloads, CancellationToken cancel)
    {
        var rows = new List<BenchRow>();
        foreach (var workload in workloads)
            rows.Add(Run(workload, cancel));
        return rows;
    }

    BenchRow Run(Workload workload, CancellationToken cancel)
    {
        var results = targets.Select(static _ => new List<RunResult>()).ToList();
        foreach (var target in targets)
        {
            target.Problems = new Problems();
            if (workload.NeedsCorpus && _loaded.Add(target) && !CorpusLoader.Ensure(target, corpus, options, report))
                target.Problems.Add("the corpus is not stored, though it was published", $"{corpus.Count} events");
        }
        var last = workload.RunsOnce ? 0 : options.Runs;
        for (var run = 0; run <= last; run++)
        {
            workload.Prepare(run);
            for (var i = 0; i < targets.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var result = workload.Run(targets[i], run);
                var isWarmUp = run == 0 && !workload.RunsOnce;
                report(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload.Name} {(isWarmUp ? "warm-up" : $"run {Math.Max(1, run)}")} {targets[i].Address}: {NumberText.Of(result.Value)} {workload.Unit}"));
                if (!isWarmUp)
                    results[i].Add(result);
            }
        }
        return new BenchRow(workload, [.. results.Select((runs, i) => new BenchCell(runs, targets[i].Problems.ToList()))]);
    }
}
