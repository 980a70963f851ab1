namespace Relay.Core;

/// <summary>
/// A place at a processor for one stretch of work that never waits. It must be disposed on the thread that entered it, before anything is
/// awaited and before a handler is called. Everything that the thread runs meanwhile is part of it. The default value is no turn.
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

    /// <summary>Ends the turn, unless it has ended before, and lets the next one in.</summary>
    public void Dispose()
    {
        if (_turns is not null)
            EndHere();
    }

    /// <summary>
    /// Begins a turn on this thread, for which a place was taken. Its time is only measured if an owner had to wait for it.
    /// </summary>
    internal static Turn Begin(Turns turns, TurnOwner? owner) => _here = new(turns, owner, owner is null ? 0 : turns.Timestamp);

    /// <summary>
    /// Ends this thread's turn, if it is in one. Handlers are called outside turns: their work may block, and then only a thread waits, not
    /// a processor.
    /// </summary>
    public static void EndHere()
    {
        var here = _here;
        if (here._turns is null)
            return;
        _here = default;
        here._turns.Leave(here._owner, here._started);
    }

    /// <summary>Ends this thread's turn and returns the next work for the thread to run, if the given moment has not come yet.</summary>
    internal static TurnWork? EndForNext(long until)
    {
        var here = _here;
        if (here._turns is null)
            return null;
        _here = default;
        return here._turns.LeaveForNext(here._owner, here._started, until);
    }
}
