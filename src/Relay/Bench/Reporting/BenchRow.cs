namespace Relay.Server;

/// <summary>A row of the table: a workload and what it measured of each relay.</summary>
sealed record BenchRow(Workload Workload, IReadOnlyList<BenchCell> Cells)
{
    /// <summary>How many times better the first relay is than the second; null without a second or without numbers.</summary>
    public double? Ratio
    {
        get
        {
            if (Cells is not [{ Value: > 0 and var first }, { Value: > 0 and var second }])
                return null;
            return Workload.IsMoreBetter ? first / second : second / first;
        }
    }

    public bool HasProblems => Cells.Any(static cell => cell.Problems.Count > 0);
}
