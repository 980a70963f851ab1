namespace Relay.AspNetCore;

/// <summary>
/// Tells a silent client from a lost one, in ticks of the keep-alive timer. Any bytes from the client are a sign of life. While the relay
/// works on the client's last message and reads nothing, no sign is expected.
/// </summary>
sealed class Liveness
{
    volatile bool _isReading;
    volatile bool _wasHeard;
    int _silentTicks;

    /// <summary>Whether the relay is waiting for the client's bytes.</summary>
    public bool IsReading => _isReading;

    public void ReadStarts() => _isReading = true;

    public void ReadEnds()
    {
        _isReading = false;
        _wasHeard = true;
    }

    /// <summary>Counts a tick and returns the action that is due. Only the timer calls this.</summary>
    public LivenessAction Tick(int pingTicks)
    {
        var isAlive = _wasHeard || !_isReading;
        _wasHeard = false;
        _silentTicks = isAlive ? 0 : _silentTicks + 1;
        if (_silentTicks == pingTicks)
            return LivenessAction.Ping;
        return _silentTicks >= 2 * pingTicks ? LivenessAction.Abort : LivenessAction.None;
    }
}
