namespace Relay.AspNetCore;

/// <summary>
/// Decides when memory is given back: once after a burst, when the process has done next to nothing for a while. Processor time shows
/// idleness even if many clients answer pings. The bytes allocated since the last collection show whether there was a burst.
/// </summary>
sealed class IdleWatch(TimeSpan tick)
{
    /// <summary>This many quiet ticks in a row count as idleness.</summary>
    public const int QuietTicks = 4;

    /// <summary>
    /// A tick is quiet if the process used less than a twentieth of one processor: the pings of ten thousand idle clients need less, a
    /// client that publishes without pause needs more.
    /// </summary>
    const int BusyShare = 20;

    /// <summary>
    /// A burst allocates at least this many bytes. The runtime collects smaller amounts in its ordinary course, so they are not worth a
    /// pause.
    /// </summary>
    const long BurstBytes = 32 << 20;

    TimeSpan _processorTime;
    long _allocatedBefore;
    int _quietTicks;

    /// <summary>Whether to give memory back now. Called once a tick.</summary>
    /// <param name="processorTime">The processor time that the process has used since its start.</param>
    /// <param name="allocated">The bytes that the process has allocated since its start.</param>
    public bool IsDue(TimeSpan processorTime, long allocated)
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
