using Relay.Nostr;

namespace Relay.Core;

/// <summary>A client's way to its turns. Thread-safe.</summary>
sealed class ClientTurns(Turns turns, Bytes32 owner)
{
    /// <summary>Completes, at once if possible, in a turn. A thread that is in one stays in it, and gets none to end.</summary>
    internal ValueTask<Turn> EnterAsync()
    {
        if (Turn.IsHere)
            return default;
        return turns.TryEnter() ? new(Turn.Begin(turns, owner: null)) : EnterLaterAsync();
    }

    /// <summary>Completes in a turn on a thread of the pool, behind what waits there, even if a turn is to be had at once.</summary>
    internal ValueTask<Turn> EnterLaterAsync()
    {
        var wait = turns.RentWait();
        var entered = wait.WaitAsync();
        turns.Add(wait, owner);
        return entered;
    }

    /// <summary>Starts the work on a thread of the pool when it is its turn.</summary>
    internal void Add(TurnWork work) => turns.Add(work, owner);
}
