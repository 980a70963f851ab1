namespace Relay.AspNetCore;

/// <summary>
/// Decides when memory is given back: once after a burst, when the process has done next to nothing for a while. Processor time tells
/// idleness however many clients only answer pings; what was allocated since the last time tells whether there was a burst.
/// </summary>
sealed class IdleWatch(TimeSpan tick)
{
    /// <summary>So many quiet ticks in a row are idleness.</summary>
    internal const int QuietTicks = 4;

    /// <summary>
    /// A twentieth of one processor: ten thousand idle clients' pings need less, a client that publishes one event after the other more.
    /// </summary>
    const int BusyShare = 20;

    /// <summary>What is allocated between two collections anyway is not worth a pause.</summary>
    const long BurstBytes = 32 << 20;

    TimeSpan _processorTime;
    long _allocatedBefore;
    int _quietTicks;

    /// <summary>Whether memory is to be given back now. Called once a tick.</summary>
    /// <param name="processorTime">What the process has used so far.</param>
    /// <param name="allocated">Bytes it has allocated so far.</param>
    internal bool IsDue(TimeSpan processorTime, long allocated)
    {
        var isQuiet = processorTime - _processorTime < tick / BusyShare;
        _processorTime = processorTime;
        _quietTicks = isQuiet ? _quietTicks + 1 : 0;
        if (_quietTicks < QuietTicks || allocated - _allocatedBefore < BurstBytes)
            return false;
        _allocatedBefore = allocated;
        _quietTicks = 0;
        return true;
    }
}
