namespace Relay.Core;

/// <summary>
/// The number and the bytes of live events that wait for one receiver. The bytes are taken from a budget. A mutable value; the lock that
/// guards the events guards it, too.
/// </summary>
struct Backlog(int maxEvents, Budget budget)
{
    readonly int _maxEvents = maxEvents;
    readonly Budget _budget = budget;
    int _count;
    long _bytes;

    /// <summary>Takes room for an event. False if there is not enough.</summary>
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
