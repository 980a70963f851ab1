namespace Relay.Bench;

/// <summary>A row and what each series has of it; null if a series lacks it.</summary>
sealed record ComparedRow(string Name, string Description, string Unit, bool IsMoreBetter, IReadOnlyList<BenchCell?> Cells)
{
    /// <summary>How many times better the first series is than this one; null without numbers.</summary>
    public double? FirstOver(int series)
    {
        if (Cells[0]?.Value is not { } first || Cells[series]?.Value is not { } other || first <= 0 || other <= 0)
            return null;
        return IsMoreBetter ? first / other : other / first;
    }
}
