using System.Runtime.CompilerServices;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The memory of all outboxes together, except the first small segment of each. An append never fails and never waits. It may overdraw the
/// budget; then the same thread closes the connections that hold most for longest until an eighth of the budget is free. Thread-safe.
/// </summary>
sealed class OutboxMemory
{
    /// <summary>Bytes at which stored results pause once half of the budget is used, so that many readers have a little each.</summary>
    const int PressedPauseBytes = SegmentPool.SegmentSize;

    /// <summary>The least weight of a slow client, above that of all others.</summary>
    public const long SlowWeight = 1L << 48;

    /// <summary>The least weight of a client whose write waits, but not for long.</summary>
    public const long WaitingWeight = 1L << 47;

    /// <summary>
    /// Milliseconds before the next search after one that closed nobody: all clients keep up then, and are about to free memory. Another
    /// 32nd of the budget in use ends the pause at once.
    /// </summary>
    const long FruitlessPause = 100;

    // Compared by identity. An entry lives as long as its array. The event holds the array while it is passed on, and the receivers hold it
    // until it is sent.
    readonly ConditionalWeakTable<byte[], SharedBody> _bodies = [];
    readonly ConditionalWeakTable<byte[], SharedBody>.CreateValueCallback _newBody;
    readonly Budget _budget;
    readonly List<Victim> _victims = [];
    readonly ConnectionRegistry? _registry;
    long _sharedBytes;
    long _nextLook;
    long _nextUsed;
    int _isLooking;

    public OutboxMemory(Budget budget, ConnectionRegistry? registry)
    {
        _budget = budget;
        _newBody = bytes => new SharedBody(bytes, this);
        _registry = registry;
        Reason = $"too slow: what waits for all clients exceeds {budget.Option}";
    }

    /// <summary>The reason given to a client that is closed because the budget is overdrawn.</summary>
    public string Reason { get; }

    /// <summary>Connections looked at to find victims, for tests.</summary>
    public long Looks { get; private set; }

    /// <summary>Bytes at which stored results pause, for the configured number.</summary>
    public int PauseBytes(int configured) => _budget.Used > _budget.Limit / 2 ? Math.Min(configured, PressedPauseBytes) : configured;

    /// <summary>The shared body for this array. All frames that end with the array get the same one.</summary>
    public SharedBody Share(byte[] ending) => _bodies.GetValue(ending, _newBody);

    public void Take(long bytes) => _budget.Overdraw(bytes);

    public void Give(long bytes) => _budget.Give(bytes);

    /// <summary>Takes bytes for a shared body; a negative number gives them back.</summary>
    public void TakeShared(long bytes)
    {
        Interlocked.Add(ref _sharedBytes, bytes);
        if (bytes > 0)
            Take(bytes);
        else
            Give(-bytes);
    }

    /// <summary>Closes the slowest connections if too much waits. Called after an append, without any lock.</summary>
    public void Relieve()
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
    /// Closes the heaviest connections until an eighth of the budget is free, so that the next search is not soon. False if it closed
    /// nobody, because nobody holds anything, or because clients that keep up share the bodies that fill the budget: closing those would
    /// free nothing.
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
            // Slow clients are closed until an eighth is free, others only as long as the budget is overdrawn. Shared bodies do not count
            // against clients whose writes do not wait: slower clients hold those bodies, or they are soon gone.
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
