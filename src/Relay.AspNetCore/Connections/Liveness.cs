namespace Relay.AspNetCore;

/// <summary>
/// Tells a silent client from one that is gone, in ticks of the keep-alive timer. Bytes from the client are a sign of
/// life; while nobody reads from it, because its last message is still being worked off, taking what is sent counts too.
/// </summary>
sealed class Liveness
{
    /// <summary>After this many silent ticks the client is pinged, after as many more it is gone.</summary>
    internal const int PatienceTicks = 4;

    volatile bool _isReading;
    volatile bool _wasHeard;
    volatile bool _wasWritten;
    int _silentTicks;

    internal void ReadStarts() => _isReading = true;

    internal void ReadEnds()
    {
        _isReading = false;
        _wasHeard = true;
    }

    internal void Written() => _wasWritten = true;

    /// <summary>What the tick calls for. Only the timer calls this.</summary>
    internal LivenessAction Tick(bool isWriting)
    {
        var isAlive = _wasHeard || (!_isReading && (!isWriting || _wasWritten));
        _wasHeard = false;
        _wasWritten = false;
        _silentTicks = isAlive ? 0 : _silentTicks + 1;
        return _silentTicks switch
        {
            PatienceTicks => LivenessAction.Ping,
            >= 2 * PatienceTicks => LivenessAction.Abort,
            _ => LivenessAction.None,
        };
    }
}
