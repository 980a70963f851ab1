namespace Relay.Storage.Postings;

/// <summary>
/// The number of lists that a filter may still look into while its plan is made and opened. Code takes lists from it before it looks into
/// them. So no plan costs more than allowed, no matter what a client names. The slice's clock runs at the same time, for all filters of the
/// query; <paramref name="taken"/> lists were used for the filters before.
/// </summary>
ref struct ListAllowance(int lists, ref SliceClock clock, bool mayOverrun, long taken = 0)
{
    /// <summary>
    /// The number of lists of all filters that a slice opens even when its time is over: fewer take too little time for a slice of their
    /// own.
    /// </summary>
    public const int Unhurried = 256;

    readonly ref SliceClock _clock = ref clock;
    readonly long _unhurried = lists + taken - Unhurried;
    int _reserved;

    public int Left { get; private set; } = lists;

    /// <summary>
    /// Whether the slice's time is over. Then opening ends, and the next slice opens everything, even if that takes longer.
    /// </summary>
    public readonly bool IsInterrupted => !mayOverrun && _clock.IsOver && Left + _reserved < _unhurried;

    /// <summary>Takes <paramref name="count"/> lists. Returns false, and takes none, if fewer are left or the time is over.</summary>
    public bool TryTake(int count)
    {
        if (count > Left || IsInterrupted)
            return false;
        Left -= count;
        _clock.Step(count);
        return true;
    }

    /// <summary>Takes one list that is known to be left, or the one that every filter may have.</summary>
    public void Take()
    {
        Left--;
        _clock.Step();
    }

    /// <summary>Reserves lists, <paramref name="count"/> in all together with earlier reservations.</summary>
    public void Reserve(int count)
    {
        Left -= Math.Max(0, count - _reserved);
        _reserved = Math.Max(count, _reserved);
    }

    /// <summary>Whether <paramref name="count"/> lists can be taken and the same number be reserved.</summary>
    public readonly bool CanTakeAndReserve(int count) => count + (long)Math.Max(0, count - _reserved) <= Left;

    /// <summary>Gives back the reserved lists.</summary>
    public void Release()
    {
        Left += _reserved;
        _reserved = 0;
    }
}
