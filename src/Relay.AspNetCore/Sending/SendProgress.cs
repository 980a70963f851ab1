namespace Relay.AspNetCore;

/// <summary>
/// Tells a client that takes what is sent, however slowly, from one that takes nothing. What the client says meanwhile does not count.
/// Written by the send loop, read by others.
/// </summary>
sealed class SendProgress
{
    // Of the system, not of the relay's clock: it only ranks connections.
    long _waitsSince;
    volatile bool _isWaiting;
    volatile int _writes;

    // The timer's own.
    int _writesSeen;
    long _takenSeen;
    int _stalledTicks;

    /// <summary>A write was not taken at once.</summary>
    internal void WaitStarts()
    {
        Volatile.Write(ref _waitsSince, Environment.TickCount64);
        _isWaiting = true;
    }

    /// <summary>It was taken.</summary>
    internal void WaitEnds()
    {
        _writes++;
        _isWaiting = false;
    }

    /// <summary>Milliseconds since which the write waits; 0 if none does.</summary>
    internal long Waited => _isWaiting ? Environment.TickCount64 - Volatile.Read(ref _waitsSince) : 0;

    /// <summary>
    /// How many ticks in a row nothing was taken while something waits. Only the timer calls this. Large buffers below a slow line
    /// take writes in leaps, so before a tick counts the transport is asked what the client has confirmed.
    /// </summary>
    internal int Tick(Transport transport)
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
