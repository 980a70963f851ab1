using Relay.Nostr;

namespace Relay.Core;

/// <summary>Bundles the storage hooks: one store that keeps, replaces, deletes, removes, finds and counts events.</summary>
public interface IEventStore
    : IStoreEventHook, IReplaceEventHook, IDeleteEventHook, IRemoveEventsHook, IQueryEventsHook, ICountEventsHook, ICountEventsHllHook,
      IAsyncDisposable
{
    /// <summary>
    /// Whether the event is stored and not expired, so that the relay can answer "duplicate" without further checks. Must not wait: a store
    /// that would have to ask a server returns false for what it does not know.
    /// </summary>
    bool Contains(in Bytes32 id);

    /// <summary>Whether the event is stored and not expired, also if that takes a question to a server.</summary>
    ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel) => new(Contains(id));

    /// <summary>
    /// Stores history in the order given, without announcing it as new. The results have the same order. Requests to vanish among the
    /// events name this relay; ephemeral events are not among them.
    /// </summary>
    async ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        var results = new StoreResult[events.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = await this.AdmitAsync(events[i], cancel);
        return results;
    }
}
