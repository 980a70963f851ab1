namespace Relay.Core;

/// <summary>Live events that wait until a subscription's stored ones are sent. Guarded by the subscription's lock.</summary>
sealed class HeldEvents(Budget budget)
{
    /// <summary>More is more than a client can want.</summary>
    public const int MaxEvents = 1_000;

    readonly List<LiveEvent> _events = [];
    Backlog _backlog = new(MaxEvents, budget);

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<LiveEvent> Events => _events;

    /// <summary>Keeps an event; false if too much waits.</summary>
    public bool TryAdd(LiveEvent e)
    {
        if (!_backlog.TryTake(e))
            return false;
        _events.Add(e);
        return true;
    }

    /// <summary>Gives back what was taken for them.</summary>
    public void Clear() => _backlog.GiveAll();
}
