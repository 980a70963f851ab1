namespace Relay.Core;

/// <summary>A client's way to its turns. Without turns, as for the relay itself, it never waits. Thread-safe.</summary>
readonly struct ClientTurns(Turns? turns, ITurnOwner client)
{
    /// <summary>
    /// Completes in a turn, at once if possible. A thread that is already in a turn stays in it; the result is then the empty turn.
    /// </summary>
    public ValueTask<Turn> EnterAsync()
    {
        if (turns is null || Turn.IsHere)
            return default;
        return turns.TryEnter() ? new(Turn.Begin(turns, owner: null)) : EnterLaterAsync();
    }

    /// <summary>Completes in a turn on a pool thread, behind the work that already waits, even if a turn is available at once.</summary>
    public ValueTask<Turn> EnterLaterAsync()
    {
        var wait = turns!.RentWait();
        var entered = wait.WaitAsync();
        turns.Add(wait, client);
        return entered;
    }

    /// <summary>Starts the work on a thread of the pool when it is its turn.</summary>
    public void Add(TurnWork work) => turns!.Add(work, client);
}
