namespace Relay.Bench;

/// <summary>A row of the table: what was measured of each relay.</summary>
/// <param name="Name">The name that <c>--only</c> selects.</param>
/// <param name="Description">What was done.</param>
/// <param name="Unit">What the numbers count.</param>
/// <param name="IsMoreBetter">Whether a greater number is a better one.</param>
/// <param name="Cells">The relays.</param>
sealed record BenchRow(string Name, string Description, string Unit, bool IsMoreBetter, IReadOnlyList<BenchCell> Cells)
{
    /// <summary>How many times better the first relay is than the second; null without a second or without numbers.</summary>
    public double? Ratio => TimesBetter(static cell => cell.Value, IsMoreBetter);

    /// <summary>How many times less processor time the first relay uses than the second for an operation.</summary>
    public double? CpuRatio => TimesBetter(static cell => cell.CpuPerOperation, isMoreBetter: false);

    public bool HasProblems => Cells.Any(static cell => cell.Problems.Count > 0);

    double? TimesBetter(Func<BenchCell, double?> number, bool isMoreBetter)
    {
        if (Cells is not [var one, var other])
            return null;
        var (first, second) = (number(one), number(other));
        if (first is null or <= 0 || second is null or <= 0)
            return null;
        return isMoreBetter ? first / second : second / first;
    }
}
