namespace Relay.Storage.Postings;

/// <summary>What a slice of a query may use. A slice holds a read transaction.</summary>
/// <param name="Time">How long it may run.</param>
/// <param name="StepsPerLook">
/// How many steps are taken between looks at the clock. At least this many are taken once lists are open.
/// </param>
/// <param name="Lists">How many lists it may look into before it passes its first posting.</param>
public readonly record struct SliceBudget(TimeSpan Time, int StepsPerLook, int Lists = SliceBudget.UsualLists)
{
    // A message of the usual size names some 7,600 authors; two kinds of each are found in their own lists. Opening that many takes a third
    // of a slice's time while their pages are cached, and 1.5 MB of cursors.
    const int UsualLists = 16_384;

    /// <summary>
    /// Long enough that opening lists again costs little in comparison; short enough not to keep old pages or delay other queries.
    /// </summary>
    public static SliceBudget Default { get; } = new(TimeSpan.FromMilliseconds(50), 256);
}
