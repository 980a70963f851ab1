namespace Relay.AspNetCore;

/// <summary>
/// Tells a client that takes bytes, however slowly, from one that takes none. Messages from the client do not count. The send loop writes
/// it, others read it.
/// </summary>
sealed class SendProgress
{
    // By the system's clock, not the relay's, because it only ranks connections.
    long _waitsSince;
    volatile bool _isWaiting;
    volatile int _writes;

    // These three belong to the timer.
    int _writesSeen;
    long _takenSeen;
    int _stalledTicks;

    /// <summary>Notes that a write was not taken at once.</summary>
    public void WaitStarts()
    {
        Volatile.Write(ref _waitsSince, Environment.TickCount64);
        _isWaiting = true;
    }

    /// <summary>Notes that the write was taken.</summary>
    public void WaitEnds()
    {
        _writes++;
        _isWaiting = false;
    }

    /// <summary>Milliseconds for which the current write has waited; 0 if none waits.</summary>
    public long Waited => _isWaiting ? Environment.TickCount64 - Volatile.Read(ref _waitsSince) : 0;

    /// <summary>
    /// Counts a tick and returns how many ticks in a row a write has waited with nothing taken. Only the timer calls this. Large buffers
    /// below a slow line take writes in leaps, so the transport is asked for the bytes that the client confirmed before a tick counts.
    /// </summary>
    public int Tick(Transport transport)
    {
        var writes = _writes;
        if (!_isWaiting || writes != _writesSeen)
        {
            _writesSeen = writes;
            return _stalledTicks = 0;
        }
        var taken = transport.Taken;
        _stalledTicks = taken == _takenSeen || _stalledTicks == 0 ? _stalledTicks + 1 : 1;
        _takenSeen = taken;
        return _stalledTicks;
    }
}
