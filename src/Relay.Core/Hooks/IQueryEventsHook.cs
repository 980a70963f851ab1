namespace Relay.Core;

/// <summary>Answers queries for stored events.</summary>
public interface IQueryEventsHook
{
    /// <summary>
    /// Whether what is hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired is left out before limits are counted. If
    /// not, the relay leaves it out, and asks again further down for what the limits lack.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>
    /// Writes what matches, newest first and equal times by lowest id; each filter's limit is its own. Who writes fewer has no more: so it
    /// is told to the client (NIP-67).
    /// </summary>
    ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel);
}
