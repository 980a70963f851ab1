namespace Relay.Storage.Lmdb;

/// <summary>How long a slice of a query may hold its read transaction.</summary>
/// <param name="Time">The time.</param>
/// <param name="StepsPerLook">How many postings are passed between looks at the clock; at least so many are passed in every slice.</param>
readonly record struct SliceBudget(TimeSpan Time, int StepsPerLook)
{
    /// <summary>Long enough to amortise opening lists again, short enough not to pin old pages or starve other queries.</summary>
    public static SliceBudget Default { get; } = new(TimeSpan.FromMilliseconds(50), 256);
}
