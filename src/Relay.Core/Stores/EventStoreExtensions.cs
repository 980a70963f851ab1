using Relay.Nostr;

namespace Relay.Core;

/// <summary>What every store can do by means of its storage hooks.</summary>
public static class EventStoreExtensions
{
    /// <summary>
    /// Bytes of records that are read from a store at once, beyond which what is read is passed on first: two of the largest events.
    /// </summary>
    public const int BytesAtOnce = 1024 * 1024;

    /// <summary>
    /// Gives all events that are still stored with numbers above one and up to another, ascending, however many bytes they take.
    /// </summary>
    public static IReadOnlyList<NostrEvent> ReadSequence(this ISequencedStore store, long after, long last)
    {
        var events = new List<NostrEvent>();
        while (after < last)
            events.AddRange(store.ReadSequence(after, last, out after));
        return events;
    }

    /// <summary>Gives the event to the hook that its kind calls for: store, replace or delete.</summary>
    public static ValueTask<StoreResult> AdmitAsync(this IEventStore store, NostrEvent e, CancellationToken cancel)
    {
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return store.DeleteEventAsync(new DeletionRequest(e), cancel);
        return Kind.IsReplaced(e.Kind) ? store.ReplaceEventAsync(e, cancel) : store.StoreEventAsync(e, cancel);
    }

    /// <summary>
    /// Counts what a query finds, and adds its authors where <paramref name="authors"/> is given: for stores that have no cheaper way. The
    /// filters' limits do not count.
    /// </summary>
    public static ValueTask<long> CountFoundAsync(
        this IQueryEventsHook source, EventQuery query, HyperLogLog? authors, CancellationToken cancel) =>
        CountingSink.CountAsync(source, query, authors, cancel);
}
