namespace Relay.Core;

/// <summary>
/// A place at a processor for one stretch of work. It ends by disposal, on the thread that entered it and before anything is awaited;
/// whatever runs within it is part of it. The default is none: there is nothing to end.
/// </summary>
public readonly struct Turn : IDisposable
{
    [ThreadStatic]
    static bool _isHere;

    readonly Turns? _turns;
    readonly TurnOwner? _owner;
    readonly long _started;

    Turn(Turns turns, TurnOwner? owner, long started)
    {
        _turns = turns;
        _owner = owner;
        _started = started;
        _isHere = true;
    }

    /// <summary>Whether this thread is in a turn already, so that it needs no other.</summary>
    internal static bool IsHere => _isHere;

    /// <summary>Lets the next one in.</summary>
    public void Dispose()
    {
        if (_turns is null)
            return;
        _isHere = false;
        _turns.Leave(_owner, _started);
    }

    /// <summary>Ends it on a thread that has nothing else to do: what comes back is to be run by it, if it is before this moment.</summary>
    internal TurnWork? End(long until)
    {
        _isHere = false;
        return _turns!.LeaveForNext(_owner, _started, until);
    }

    /// <summary>Begins a turn for which a place is taken. Its time is measured if somebody had to wait for it.</summary>
    internal static Turn Begin(Turns turns, TurnOwner? owner) => new(turns, owner, owner is null ? 0 : turns.Timestamp);
}
