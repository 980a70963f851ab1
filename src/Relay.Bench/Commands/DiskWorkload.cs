namespace Relay.Bench;

/// <summary>Measures the disk space that the store takes for each event of the corpus that it keeps.</summary>
sealed class DiskWorkload : Workload
{
    readonly EventCorpus _corpus;
    readonly Dictionary<BenchTarget, long> _before;

    public DiskWorkload(EventCorpus corpus, IReadOnlyList<BenchTarget> targets)
        : base("disk", "disk per event that is kept", "B")
    {
        _corpus = corpus;
        _before = targets.ToDictionary(static target => target, static target => DiskUse.Of(target.Folder!));
    }

    public override bool IsMoreBetter => false;

    public override bool RunsOnce => true;

    public override bool NeedsCorpus => true;

    public override RunResult Run(BenchTarget target, int run)
    {
        var bytes = DiskUse.Of(target.Folder!);
        return new RunResult((double)bytes / _corpus.KeptCount) { DiskBefore = _before[target], DiskAfter = bytes };
    }
}
