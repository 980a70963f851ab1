namespace Relay.Core;

/// <summary>A store whose events can be read from the first to the last, in the order of their numbers.</summary>
public interface IEventLog
{
    /// <summary>
    /// Writes the stored events with numbers above <paramref name="after"/>, ascending, until the sink has no room, and moves
    /// <paramref name="after"/> to the last one written. False if there are no more. Includes private events.
    /// </summary>
    bool ReadLog(ref long after, IEventSink sink);
}
