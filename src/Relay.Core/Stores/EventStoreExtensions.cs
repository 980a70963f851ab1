using Relay.Nostr;

namespace Relay.Core;

/// <summary>What every store can do by means of its hooks.</summary>
public static class EventStoreExtensions
{
    /// <summary>Gives the event to the hook that its kind calls for: store, replace or delete.</summary>
    public static ValueTask<StoreResult> AdmitAsync(this IEventStore store, NostrEvent e, CancellationToken cancel)
    {
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return store.DeleteEventAsync(new DeletionRequest(e), cancel);
        return Kind.IsReplaced(e.Kind) ? store.ReplaceEventAsync(e, cancel) : store.StoreEventAsync(e, cancel);
    }
}
