using System.Runtime.CompilerServices;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// What waits in all outboxes together, but for the first small segment of each. An append never fails and never waits: it overdraws the
/// budget, and then the connections that hold most for longest are closed, on the same thread, until an eighth of the budget is free.
/// Thread-safe.
/// </summary>
sealed class OutboxMemory
{
    /// <summary>From half of the budget on, stored results pause at this mark, so that many readers have a little each.</summary>
    const int PressedPauseBytes = SegmentPool.SegmentSize;

    /// <summary>The least weight of a slow client.</summary>
    internal const long SlowWeight = 1L << 48;

    /// <summary>The least weight of a client whose write waits, though not for long.</summary>
    internal const long WaitingWeight = 1L << 47;

    /// <summary>
    /// Milliseconds until it is worth looking for victims again after there was none: all keep up, and are about to give. A 32nd of the
    /// budget more ends the pause at once.
    /// </summary>
    const long FruitlessPause = 100;

    // By identity. An entry lives as long as its array, which the event keeps while it is passed on, and those who hold it until it is
    // sent.
    readonly ConditionalWeakTable<byte[], SharedBody> _bodies = [];
    readonly ConditionalWeakTable<byte[], SharedBody>.CreateValueCallback _newBody;
    readonly Budget _budget;
    readonly List<Victim> _victims = [];
    readonly ConnectionRegistry? _registry;
    long _sharedBytes;
    long _nextLook;
    long _nextUsed;
    int _isLooking;

    internal OutboxMemory(Budget budget, ConnectionRegistry? registry)
    {
        _budget = budget;
        _newBody = bytes => new SharedBody(bytes, this);
        _registry = registry;
        Reason = $"too slow: what waits for all clients exceeds {budget.Option}";
    }

    /// <summary>What a client is told that is closed for the budget.</summary>
    internal string Reason { get; }

    /// <summary>Connections looked at to find victims, for tests.</summary>
    internal long Looks { get; private set; }

    /// <summary>At how many waiting bytes stored results pause, if the options say so many.</summary>
    internal int PauseBytes(int configured) => _budget.Used > _budget.Limit / 2 ? Math.Min(configured, PressedPauseBytes) : configured;

    /// <summary>The one body of all frames that end with this array.</summary>
    internal SharedBody Share(byte[] ending) => _bodies.GetValue(ending, _newBody);

    internal void Take(long bytes) => _budget.Overdraw(bytes);

    internal void Give(long bytes) => _budget.Give(bytes);

    /// <summary>Takes for a body that is shared, or gives back.</summary>
    internal void TakeShared(long bytes)
    {
        Interlocked.Add(ref _sharedBytes, bytes);
        if (bytes > 0)
            Take(bytes);
        else
            Give(-bytes);
    }

    /// <summary>Closes the slowest if too much waits. Called after an append, without any lock.</summary>
    internal void Relieve()
    {
        if (_budget.IsOverdrawn)
            Close();
    }

    void Close()
    {
        if (_registry is null || Interlocked.Exchange(ref _isLooking, 1) == 1)
            return;
        try
        {
            var now = Environment.TickCount64;
            if ((now < _nextLook && _budget.Used < _nextUsed) || !_budget.IsOverdrawn || CloseSlowest(now))
                return;
            _nextLook = now + FruitlessPause;
            _nextUsed = _budget.Used + _budget.Limit / 32;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    /// <summary>
    /// One look at all connections frees an eighth, so that looks are as rare as that is filled. False if it closed nobody: nobody holds
    /// anything, or what fills the budget is shared, and closing who takes it as it comes frees nothing.
    /// </summary>
    bool CloseSlowest(long now)
    {
        var isPressed = _budget.Used > _budget.Limit + _budget.Limit / 32;
        foreach (var (_, connection) in _registry!.Connections)
        {
            Looks++;
            if (connection.Outbox.WeightAt(now, isPressed) is > 0 and var weight)
                _victims.Add(new Victim(weight, connection));
        }
        _victims.Sort(static (a, b) => b.Weight.CompareTo(a.Weight));
        var hasClosed = false;
        foreach (var victim in _victims)
        {
            var isSlow = victim.Weight >= SlowWeight;
            // Of others only as many as must be, and of those whose writes do not wait none for what is shared: it is held by slower ones,
            // or soon gone.
            var used = victim.Weight >= WaitingWeight ? _budget.Used : _budget.Used - Volatile.Read(ref _sharedBytes);
            if (used <= (isSlow ? _budget.Limit - _budget.Limit / 8 : _budget.Limit))
                break;
            hasClosed |= victim.Connection.Evict();
        }
        _victims.Clear();
        if (_victims.Capacity > 1024)
            _victims.Capacity = 0;
        return hasClosed;
    }

    readonly record struct Victim(long Weight, RelayConnection Connection);
}
