using System.Globalization;

namespace Relay.Bench;

/// <summary>Runs the workloads one after the other, each against all relays in turn.</summary>
sealed class BenchRunner(EventCorpus corpus, IReadOnlyList<BenchTarget> targets, BenchOptions options, Action<string> report)
{
    readonly HashSet<BenchTarget> _loaded = [];

    public IReadOnlyList<BenchRow> Run(IReadOnlyList<Workload> workloads, CancellationToken cancel)
    {
        var rows = new List<BenchRow>();
        try
        {
            for (var i = 0; i < workloads.Count; i++)
            {
                rows.Add(Run(workloads[i], cancel));
                // Shared state of a group's rows is released before the next group begins.
                if (i + 1 == workloads.Count || workloads[i + 1].Group != workloads[i].Group)
                    End(workloads, workloads[i].Group);
            }
            return rows;
        }
        finally
        {
            foreach (var workload in workloads)
                workload.End();
        }
    }

    static void End(IReadOnlyList<Workload> workloads, string group)
    {
        foreach (var workload in workloads.Where(workload => workload.Group == group))
            workload.End();
    }

    BenchRow Run(Workload workload, CancellationToken cancel)
    {
        foreach (var target in targets)
            target.Problems = new Problems();
        var results = targets.Select(static _ => new List<RunResult>()).ToList();
        var isWorking = targets.Select(target => Try(target, workload, () => Load(target, workload))).ToList();
        var last = workload.RunsOnce ? 0 : options.Runs;
        for (var run = 0; run <= last; run++)
        {
            workload.Prepare(run);
            for (var i = 0; i < targets.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var (target, runs, number) = (targets[i], results[i], run);
                isWorking[i] = isWorking[i] && Try(target, workload, () => Run(target, workload, number, runs));
            }
        }
        return new BenchRow(
            workload.Name, workload.Description, workload.Unit, workload.IsMoreBetter,
            [.. results.Select((runs, i) => new BenchCell(runs, targets[i].Problems.ToList()))]);
    }

    void Load(BenchTarget target, Workload workload)
    {
        if (workload.NeedsCorpus && _loaded.Add(target) && !CorpusLoader.Ensure(target, corpus, options, report))
            target.Problems.Add("the corpus was published but is not stored", $"{corpus.Count} events");
    }

    void Run(BenchTarget target, Workload workload, int run, List<RunResult> results)
    {
        var isWarmUp = run == 0 && !workload.RunsOnce;
        var result = workload.Run(target, run).With(target.TakeUse());
        if (!isWarmUp)
            results.Add(result);
        var what = isWarmUp ? "warm-up" : string.Create(CultureInfo.InvariantCulture, $"run {Math.Max(1, run)}");
        report($"{workload.Name} {what} {target.Address}: {NumberText.Of(result.Value)} {workload.Unit}");
    }

    /// <summary>Does work for one relay. A failure ends neither the other rows nor the other relay's work.</summary>
    bool Try(BenchTarget target, Workload workload, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            report($"{workload.Name} failed: {exception.Message}");
            target.Problems.Add("the row failed", exception.Message);
            return false;
        }
    }
}
