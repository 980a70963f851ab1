using Relay.Nostr;

namespace Relay.Core;

/// <summary>Bundles the storage hooks: one store that keeps, replaces, deletes, finds and counts events.</summary>
public interface IEventStore
    : IStoreEventHook, IReplaceEventHook, IDeleteEventHook, IQueryEventsHook, ICountEventsHook, ICountEventsHllHook, IAsyncDisposable
{
    /// <summary>Whether the event is stored and not expired, so that it can be answered without looking further.</summary>
    bool Contains(in Bytes32 id);

    /// <summary>
    /// Stores history, in the order given, without announcing it as new. Results stand in the same order. Requests to
    /// vanish among the events are addressed to this relay; ephemeral events are not among them.
    /// </summary>
    async ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        var results = new StoreResult[events.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = await this.AdmitAsync(events[i], cancel);
        return results;
    }
}
