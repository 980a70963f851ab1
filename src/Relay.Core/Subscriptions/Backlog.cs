namespace Relay.Core;

/// <summary>
/// How many live events wait for one receiver, and their bytes, which are taken from a budget. A mutable value, guarded by whoever holds
/// the events.
/// </summary>
struct Backlog(int maxEvents, Budget budget)
{
    readonly int _maxEvents = maxEvents;
    readonly Budget _budget = budget;
    int _count;
    long _bytes;

    /// <summary>Takes room for an event; false if there is none.</summary>
    public bool TryTake(LiveEvent e)
    {
        if (_count == _maxEvents || _budget.Take(e.Bytes) is not null)
            return false;
        _count++;
        _bytes += e.Bytes;
        return true;
    }

    public void Give(LiveEvent e)
    {
        _count--;
        _bytes -= e.Bytes;
        _budget.Give(e.Bytes);
    }

    public void GiveAll()
    {
        if (_bytes > 0)
            _budget.Give(_bytes);
        (_count, _bytes) = (0, 0);
    }
}
