namespace Relay.Core;

/// <summary>A stretch of work that may have to wait for its turn; in one queue at a time. It runs on a thread of the pool.</summary>
abstract class TurnWork : IThreadPoolWorkItem
{
    Turns? _turns;
    TurnOwner? _owner;

    /// <summary>What waits behind it. Its owner's own.</summary>
    internal TurnWork? Next { get; set; }

    /// <summary>Does the work: begins the turn and ends it.</summary>
    public abstract void Execute();

    /// <summary>A place is taken for it: of an owner that waited, or at once.</summary>
    internal void Admit(Turns turns, TurnOwner? owner)
    {
        _turns = turns;
        _owner = owner;
    }

    /// <summary>Begins the turn for which the place was taken.</summary>
    protected Turn Begin() => Turn.Begin(_turns!, _owner);
}
