using Relay.Nostr;

namespace Relay.Core;

/// <summary>Operations of every store, by means of its storage hooks.</summary>
public static class EventStoreExtensions
{
    /// <summary>How many bytes of records are read from a store before they are passed on: two of the largest events.</summary>
    public const int BytesAtOnce = 1024 * 1024;

    /// <summary>Gives the event to the hook that its kind calls for: store, replace or delete.</summary>
    public static ValueTask<StoreResult> AdmitAsync(this IEventStore store, NostrEvent e, CancellationToken cancel)
    {
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return store.DeleteEventAsync(new DeletionRequest(e), cancel);
        return Kind.IsReplaced(e.Kind) ? store.ReplaceEventAsync(e, cancel) : store.StoreEventAsync(e, cancel);
    }

    /// <summary>
    /// Counts what a query finds, and adds the authors to <paramref name="authors"/> if it is given. For stores that have no cheaper way.
    /// The filters' limits are ignored.
    /// </summary>
    public static ValueTask<long> CountFoundAsync(
        this IQueryEventsHook source, EventQuery query, HyperLogLog? authors, CancellationToken cancel) =>
        CountingSink.CountAsync(source, query, authors, cancel);

    /// <summary>
    /// The result once the event is committed, for stores that may answer before: where several sources answer queries, nothing else makes
    /// a query wait for the commit.
    /// </summary>
    internal static async ValueTask<StoreResult> CommittedAsync(this ISequencedStore store, ValueTask<StoreResult> storing)
    {
        var result = await storing;
        if (result.Status == StoreStatus.Stored)
            await store.WaitForCommitAsync(result.Sequence);
        return result;
    }
}
