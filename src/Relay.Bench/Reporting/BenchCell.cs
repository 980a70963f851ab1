namespace Relay.Bench;

/// <summary>The measurements of one relay in one row.</summary>
/// <param name="Runs">The measured runs.</param>
/// <param name="Problems">The mistakes in the answers, including those of the warm-up.</param>
sealed record BenchCell(IReadOnlyList<RunResult> Runs, IReadOnlyList<Problems.Problem> Problems)
{
    /// <summary>The median; null if the row failed.</summary>
    public double? Value => Median.Of(Runs.Select(static run => run.Value));

    public double? P50 => Median.Of(Runs.Select(static run => run.P50));

    public double? P99 => Median.Of(Runs.Select(static run => run.P99));

    public double? EventsPerAnswer => Median.Of(Runs.Select(static run => run.EventsPerAnswer));

    public double? BytesPerEvent => Median.Of(Runs.Select(static run => run.BytesPerEvent));

    public double? CpuPerOperation => Median.Of(Runs.Select(static run => run.CpuPerOperation));

    public double? SwitchesPerOperation => Median.Of(Runs.Select(static run => run.SwitchesPerOperation));

    /// <summary>The highest peak of all runs, in bytes.</summary>
    public long? PeakResident => Runs.Max(static run => run.PeakResident);

    public long? PeakAnonymous => Runs.Max(static run => run.PeakAnonymous);

    public double? Least => Runs.Min(static run => (double?)run.Value);

    public double? Most => Runs.Max(static run => (double?)run.Value);
}
