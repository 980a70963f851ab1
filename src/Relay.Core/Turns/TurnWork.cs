namespace Relay.Core;

/// <summary>A stretch of work that may have to wait for its turn; in one queue at a time. It runs on a thread of the pool.</summary>
abstract class TurnWork : IThreadPoolWorkItem
{
    Turns? _turns;
    TurnOwner? _owner;

    /// <summary>What waits behind it. Its owner's own.</summary>
    internal TurnWork? Next { get; set; }

    /// <summary>Runs it, and in the order of turns what waits: short work would else cost as much again to hand over.</summary>
    public void Execute()
    {
        var until = _turns!.EndOfStretch;
        var work = this;
        while (work is not null)
            work = work.Run(until);
    }

    /// <summary>A place is taken for it: of an owner that waited, or at once.</summary>
    internal void Admit(Turns turns, TurnOwner? owner)
    {
        _turns = turns;
        _owner = owner;
    }

    /// <summary>
    /// Does the work in a turn, which it begins and ends. Gives what this thread is to run next, if it is before this moment.
    /// </summary>
    internal abstract TurnWork? Run(long until);

    /// <summary>Begins the turn for which the place was taken, on this thread.</summary>
    protected Turn Begin() => Turn.Begin(_turns!, _owner);
}
