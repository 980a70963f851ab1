using Relay.Nostr;

namespace Relay.Core;

/// <summary>Stores regular events.</summary>
public interface IStoreEventHook
{
    /// <summary>Completes when the event is as durable as the store promises.</summary>
    ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel);
}

/// <summary>Stores replaceable and addressable events.</summary>
public interface IReplaceEventHook
{
    /// <summary>Stores the event and drops the version it replaces, in one step; an older version is answered superseded.</summary>
    ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel);
}

/// <summary>Carries out deletion requests (NIP-09) and requests to vanish (NIP-62).</summary>
public interface IDeleteEventHook
{
    /// <summary>Stores the request, deletes what it names, and refuses those events from then on.</summary>
    ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel);
}

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

/// <summary>Answers COUNT (NIP-45).</summary>
public interface ICountEventsHook
{
    /// <summary>
    /// Whether what is hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired is not counted. If not, it is not asked: the
    /// relay counts what queries find.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>Counts the union of the filters, each event once; limits do not count.</summary>
    ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel);
}

/// <summary>Answers COUNT with the registers of a HyperLogLog (NIP-45).</summary>
public interface ICountEventsHllHook
{
    /// <summary>
    /// Whether what is hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired is not counted. If not, it is not asked: the
    /// relay counts what queries find.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>
    /// Counts as <see cref="ICountEventsHook"/> does, and adds the author of each event counted. What is deleted, expired or hidden from
    /// the asker is in neither.
    /// </summary>
    ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel);
}
