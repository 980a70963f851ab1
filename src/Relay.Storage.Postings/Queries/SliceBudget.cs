namespace Relay.Storage.Postings;

/// <summary>What a slice of a query may take, which holds a read transaction.</summary>
/// <param name="Time">How long it may run.</param>
/// <param name="StepsPerLook">How many postings are passed between looks at the clock; at least so many are passed once lists are
/// open.</param>
/// <param name="Lists">How many lists it may ask for something before it passes its first posting.</param>
public readonly record struct SliceBudget(TimeSpan Time, int StepsPerLook, int Lists = SliceBudget.UsualLists)
{
    // A message of the usual size names some 7,600 authors: two kinds of each are found in their own lists. To open as many takes a
    // third of a slice's time while their pages are at hand, and cursors of some 1.5 MB.
    const int UsualLists = 16_384;

    /// <summary>Long enough to amortise opening lists again, short enough not to pin old pages or starve other queries.</summary>
    public static SliceBudget Default { get; } = new(TimeSpan.FromMilliseconds(50), 256);
}
