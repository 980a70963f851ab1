namespace Relay.Core;

/// <summary>
/// A place at a processor for one stretch of work, which never waits. It ends by disposal, on the thread that entered it and before
/// anything is awaited, or before a handler is called; whatever else runs on the thread meanwhile is part of it. The default is none.
/// </summary>
public readonly struct Turn : IDisposable
{
    [ThreadStatic]
    static Turn _here;

    readonly Turns? _turns;
    readonly TurnOwner? _owner;
    readonly long _started;

    Turn(Turns turns, TurnOwner? owner, long started)
    {
        _turns = turns;
        _owner = owner;
        _started = started;
    }

    /// <summary>Whether this thread is in a turn already, so that it needs no other.</summary>
    public static bool IsHere => _here._turns is not null;

    /// <summary>Lets the next one in, unless the turn has ended before.</summary>
    public void Dispose()
    {
        if (_turns is not null)
            EndHere();
    }

    /// <summary>
    /// Begins a turn on this thread, for which a place is taken. Its time is measured if somebody had to wait for it.
    /// </summary>
    internal static Turn Begin(Turns turns, TurnOwner? owner) => _here = new(turns, owner, owner is null ? 0 : turns.Timestamp);

    /// <summary>
    /// Ends the turn of this thread, if it is in one. Handlers are called in none: what they do may block, and then it is a thread
    /// that waits, not a processor.
    /// </summary>
    public static void EndHere()
    {
        var here = _here;
        if (here._turns is null)
            return;
        _here = default;
        here._turns.Leave(here._owner, here._started);
    }

    /// <summary>
    /// The same, on a thread that has nothing else to do: what comes back is to be run by it, if it is before this moment.
    /// </summary>
    internal static TurnWork? EndForNext(long until)
    {
        var here = _here;
        if (here._turns is null)
            return null;
        _here = default;
        return here._turns.LeaveForNext(here._owner, here._started, until);
    }
}
