using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Stores regular events. Without a handler of <see cref="IReplaceEventHook"/> it also gets replaceable and addressable events, and decides
/// itself which versions it keeps. Without a handler of <see cref="IDeleteEventHook"/> the relay refuses requests to delete.
/// </summary>
public interface IStoreEventHook
{
    /// <summary>
    /// Whether an event has its place among the others when the call returns, finished or not. The relay then hands over the client's next
    /// event at once, so that a store can commit many together. If not, the relay waits until this event is stored.
    /// </summary>
    bool KeepsOrder => false;

    /// <summary>Completes when the event is as durable as the store promises.</summary>
    ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel);
}

/// <summary>Stores replaceable and addressable events.</summary>
public interface IReplaceEventHook
{
    /// <inheritdoc cref="IStoreEventHook.KeepsOrder"/>
    bool KeepsOrder => false;

    /// <summary>
    /// Stores the event and removes the version it replaces, in one step. An event older than the stored version is superseded.
    /// </summary>
    ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel);
}

/// <summary>Carries out deletion requests (NIP-09) and requests to vanish (NIP-62).</summary>
public interface IDeleteEventHook
{
    /// <inheritdoc cref="IStoreEventHook.KeepsOrder"/>
    bool KeepsOrder => false;

    /// <summary>Stores the request, deletes the events it names, and refuses them from then on.</summary>
    ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel);
}

/// <summary>
/// Removes stored events because the operator or the embedding program wants it, outside of NIP-09: moderation by hand, or a limit
/// of age.
/// </summary>
public interface IRemoveEventsHook
{
    /// <summary>
    /// Removes the events with these ids, of any kind and author, and returns how many of them were stored. Other ids are ignored. It
    /// leaves no tombstone: the same events are accepted when they come again. What a removed deletion request or request to vanish keeps
    /// out stays out. If it throws or is cancelled, some of the events may have been removed.
    /// </summary>
    ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel);
}

/// <summary>Answers queries for stored events.</summary>
public interface IQueryEventsHook
{
    /// <summary>
    /// Whether it leaves out events that are hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired before it counts
    /// limits. If not, the relay leaves them out, and asks again for older events until limits are reached.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>
    /// Writes the matching events, newest first and equal times by lowest id; each filter has its own limit. Writing fewer events than the
    /// limit means that there are no more, and the relay says that to the client (NIP-67).
    /// </summary>
    ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel);
}

/// <summary>Answers COUNT (NIP-45).</summary>
public interface ICountEventsHook
{
    /// <summary>
    /// Whether it leaves out events that are hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired. If not, it is not
    /// asked: the relay counts what queries find.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>Counts the union of the filters, each event once. Limits are ignored.</summary>
    ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel);
}

/// <summary>Answers COUNT with the registers of a HyperLogLog (NIP-45).</summary>
public interface ICountEventsHllHook
{
    /// <summary>
    /// Whether it leaves out events that are hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired. If not, it is not
    /// asked: the relay counts what queries find.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>
    /// Counts as <see cref="ICountEventsHook"/> does, and adds the author of each counted event. Deleted, expired and hidden events add no
    /// author either.
    /// </summary>
    ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel);
}
