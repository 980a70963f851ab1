namespace Relay.Bench;

/// <summary>A row with the measurements of each series; null for a series that lacks the row.</summary>
sealed record ComparedRow(string Name, string Description, string Unit, bool IsMoreBetter, IReadOnlyList<BenchCell?> Cells)
{
    /// <summary>How many times better the first series is than this one; null if a number is missing.</summary>
    public double? FirstOver(int series)
    {
        if (Cells[0]?.Value is not { } first || Cells[series]?.Value is not { } other || first <= 0 || other <= 0)
            return null;
        return IsMoreBetter ? first / other : other / first;
    }
}
