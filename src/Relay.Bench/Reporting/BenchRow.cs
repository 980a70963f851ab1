namespace Relay.Bench;

/// <summary>A row of the table, with the measurements of each relay.</summary>
/// <param name="Name">The name that <c>--only</c> selects.</param>
/// <param name="Description">The work that was done.</param>
/// <param name="Unit">The unit of the numbers.</param>
/// <param name="IsMoreBetter">Whether a greater number is better.</param>
/// <param name="Cells">The measurements of each relay.</param>
sealed record BenchRow(string Name, string Description, string Unit, bool IsMoreBetter, IReadOnlyList<BenchCell> Cells)
{
    /// <summary>How many times better the first relay is than the second; null if there is no second one or a number is missing.</summary>
    public double? Ratio => TimesBetter(static cell => cell.Value, IsMoreBetter);

    /// <summary>
    /// How many times less processor time per operation the first relay uses than the second; null like <see cref="Ratio"/>.
    /// </summary>
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
