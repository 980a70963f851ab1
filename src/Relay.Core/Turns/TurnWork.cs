namespace Relay.Core;

/// <summary>A stretch of work that may have to wait for its turn, in one queue at a time. It runs on a pool thread.</summary>
abstract class TurnWork : IThreadPoolWorkItem
{
    Turns? _turns;
    TurnOwner? _owner;

    /// <summary>The work that waits behind it. Only its owner uses this.</summary>
    public TurnWork? Next { get; set; }

    /// <summary>
    /// Runs the work, and then waiting work in the order of turns: handing short work to another thread would cost as much as the work.
    /// </summary>
    public void Execute()
    {
        var until = _turns!.EndOfStretch;
        var work = this;
        while (work is not null)
            work = work.Run(until);
    }

    /// <summary>Notes that a place was taken for it, for an owner that waited or at once.</summary>
    public void Admit(Turns turns, TurnOwner? owner)
    {
        _turns = turns;
        _owner = owner;
    }

    /// <summary>
    /// Does the work in a turn, which it begins and ends. Returns the next work for this thread, if the given moment has not come yet.
    /// </summary>
    public abstract TurnWork? Run(long until);

    /// <summary>Begins the turn for which the place was taken, on this thread.</summary>
    protected Turn Begin() => Turn.Begin(_turns!, _owner);
}
