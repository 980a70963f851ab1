namespace Relay.Core;

/// <summary>A store whose events can be read from the first to the last, in the order of their numbers.</summary>
public interface IEventLog
{
    /// <summary>
    /// Writes the stored events with numbers above <paramref name="after"/>, ascending, until the sink has no room or some milliseconds are
    /// over. Includes private events.
    /// </summary>
    ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel);
}

/// <summary>How far a log was read.</summary>
/// <param name="After">The number of the last event that was written, or passed.</param>
/// <param name="IsMore">Whether there may be more events after it.</param>
public readonly record struct LogRead(long After, bool IsMore);
