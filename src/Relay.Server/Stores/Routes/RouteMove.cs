using Relay.Core;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>What a look through all stores has found.</summary>
/// <param name="Looked">Events that were looked at.</param>
/// <param name="Misplaced">Events in another store than the one where their routes lead.</param>
/// <param name="Missing">Deletion requests that a store lacks.</param>
sealed record RouteFindings(long Looked, long Misplaced, long Missing);

/// <summary>
/// Finds events that are in another store than the one where the routes lead, as after the routes were changed, and moves them. A store
/// gets the requests to delete and to vanish that the others have first, so that nothing that they cover comes back. An event is removed
/// from a store when the other one has decided about it, on the disk: a crash leaves it in both, and it is moved again.
/// </summary>
sealed class RouteMove(RoutedStores stores, Action<long> progress)
{
    long _looked, _misplaced, _missing;

    /// <summary>Looks, and changes nothing.</summary>
    public async Task<RouteFindings> CheckAsync(CancellationToken cancel)
    {
        foreach (var store in stores.Routes)
            await ReadAsync(store, (events, token) => CountAsync(store, events, token), cancel);
        return new(_looked, _misplaced, _missing);
    }

    /// <summary>Moves all events to where they belong, and notes that they are there.</summary>
    public async Task<RouteFindings> RunAsync(CancellationToken cancel)
    {
        foreach (var store in stores.Routes)
            await ReadAsync(store, (events, token) => CopyRequestsAsync(store, events, token), cancel);
        foreach (var store in stores.Routes)
            await ReadAsync(store, (events, token) => MoveAsync(store, events, token), cancel);
        stores.Record();
        return new(_looked / 2, _misplaced, _missing);
    }

    static bool IsRequest(NostrEvent e) => e.Kind is Kind.Deletion or Kind.Vanish;

    Task ReadAsync(RoutedStores.RoutedStore store, Func<List<NostrEvent>, CancellationToken, Task> use, CancellationToken cancel) =>
        LogBlocks.ReadAsync((IEventLog)store.Store, cancel, async events =>
        {
            await use(events, cancel);
            _looked += events.Count;
            progress(_looked);
        });

    async Task CountAsync(RoutedStores.RoutedStore store, List<NostrEvent> events, CancellationToken cancel)
    {
        foreach (var e in events)
        {
            if (e.Kind == Kind.Deletion)
            {
                foreach (var other in stores.Routes)
                    _missing += await other.Store.ContainsAsync(e.Id, cancel) ? 0 : 1;
            }
            else if (e.Kind != Kind.Vanish && stores.Router.StoreFor(e.View) != store.Store)
                _misplaced++;
        }
    }

    async Task CopyRequestsAsync(RoutedStores.RoutedStore from, List<NostrEvent> events, CancellationToken cancel)
    {
        List<NostrEvent> requests = [.. events.Where(IsRequest)];
        if (requests.Count == 0)
            return;
        foreach (var other in stores.Routes)
        {
            if (other == from)
                continue;
            var results = await StoreAsync(other, requests, cancel);
            _missing += results.Count(static result => result.Status == StoreStatus.Stored);
        }
    }

    async Task MoveAsync(RoutedStores.RoutedStore from, List<NostrEvent> events, CancellationToken cancel)
    {
        foreach (var other in stores.Routes)
        {
            List<NostrEvent> moved = [.. events.Where(e => !IsRequest(e) && stores.Router.StoreFor(e.View) == other.Store)];
            if (other == from || moved.Count == 0)
                continue;
            await StoreAsync(other, moved, cancel);
            await from.Store.RemoveEventsAsync([.. moved.Select(static e => e.Id)], cancel);
            _misplaced += moved.Count;
        }
    }

    /// <summary>Stores events as history. Throws if the store could not decide about one.</summary>
    static async Task<StoreResult[]> StoreAsync(RoutedStores.RoutedStore store, List<NostrEvent> events, CancellationToken cancel)
    {
        var results = await store.Store.BackfillAsync(events, cancel);
        if (results.FirstOrDefault(static result => result.Status == StoreStatus.Failed) is { Reason: { } reason })
            throw new IOException($"The store {store.Name} does not take an event: {reason}. Nothing is lost; move again.");
        return results;
    }
}
