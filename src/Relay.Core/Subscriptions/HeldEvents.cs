namespace Relay.Core;

/// <summary>Live events that wait until a subscription's stored ones are sent. Guarded by the subscription's lock.</summary>
sealed class HeldEvents(Budget budget)
{
    /// <summary>The most events that are held; no client needs more.</summary>
    public const int MaxEvents = 1_000;

    readonly List<LiveEvent> _events = [];
    Backlog _backlog = new(MaxEvents, budget);

    /// <summary>The events, in the order of arrival.</summary>
    public IReadOnlyList<LiveEvent> Events => _events;

    /// <summary>Keeps an event. False if too many wait.</summary>
    public bool TryAdd(LiveEvent e)
    {
        if (!_backlog.TryTake(e))
            return false;
        _events.Add(e);
        return true;
    }

    /// <summary>Gives their bytes back to the budget.</summary>
    public void Clear() => _backlog.GiveAll();
}
