namespace Relay.Storage.Postings;

/// <summary>
/// How many lists a filter may still ask for something while its plan is made and opened. Whoever asks takes first, so that no plan
/// costs more than was allowed, whatever a client has named. The slice's clock runs meanwhile, for all of its filters: it has taken lists
/// for those before.
/// </summary>
ref struct ListAllowance(int lists, ref SliceClock clock, bool mayOverrun, long taken = 0)
{
    /// <summary>Lists of all filters that a slice opens in any case: fewer take no time worth one of its own.</summary>
    public const int Unhurried = 256;

    readonly ref SliceClock _clock = ref clock;
    readonly long _unhurried = lists + taken - Unhurried;
    int _reserved;

    public int Left { get; private set; } = lists;

    /// <summary>
    /// Whether the slice's time is over: what is being opened is given up, and opened in the next slice however long it takes.
    /// </summary>
    public readonly bool IsInterrupted => !mayOverrun && _clock.IsOver && Left + _reserved < _unhurried;

    /// <summary>Takes so many; false, and nothing taken, if there are not as many or the time is over.</summary>
    public bool TryTake(int count)
    {
        if (count > Left || IsInterrupted)
            return false;
        Left -= count;
        _clock.Step(count);
        return true;
    }

    /// <summary>Takes one that was found to be left, or the one that every filter may have.</summary>
    public void Take()
    {
        Left--;
        _clock.Step();
    }

    /// <summary>Puts so many aside, those put aside before counted in.</summary>
    public void Reserve(int count)
    {
        Left -= Math.Max(0, count - _reserved);
        _reserved = Math.Max(count, _reserved);
    }

    /// <summary>Whether so many can be taken and the same number be put aside.</summary>
    public readonly bool CanTakeAndReserve(int count) => count + (long)Math.Max(0, count - _reserved) <= Left;

    /// <summary>Gives back what was put aside.</summary>
    public void Release()
    {
        Left += _reserved;
        _reserved = 0;
    }
}
