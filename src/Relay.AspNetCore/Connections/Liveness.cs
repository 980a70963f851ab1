namespace Relay.AspNetCore;

/// <summary>
/// Tells a silent client from one that is gone, in ticks of the keep-alive timer. Bytes from the client are a sign of
/// life; while nobody reads from it, because its last message is still being worked off, none is asked for.
/// </summary>
sealed class Liveness
{
    volatile bool _isReading;
    volatile bool _wasHeard;
    int _silentTicks;

    /// <summary>Whether the relay waits for the client's bytes.</summary>
    internal bool IsReading => _isReading;

    internal void ReadStarts() => _isReading = true;

    internal void ReadEnds()
    {
        _isReading = false;
        _wasHeard = true;
    }

    /// <summary>What the tick calls for. Only the timer calls this.</summary>
    internal LivenessAction Tick(int pingTicks)
    {
        var isAlive = _wasHeard || !_isReading;
        _wasHeard = false;
        _silentTicks = isAlive ? 0 : _silentTicks + 1;
        if (_silentTicks == pingTicks)
            return LivenessAction.Ping;
        return _silentTicks >= 2 * pingTicks ? LivenessAction.Abort : LivenessAction.None;
    }
}
