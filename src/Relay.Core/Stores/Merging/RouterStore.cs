using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Several stores as one: kinds and authors go to stores of their own. The first route that fits wins; all other events go to the store for
/// the rest. Queries ask all stores. Deletion requests and requests to vanish go to all, since their targets may be in any of them.
/// Immutable; the methods return a router with one more route. Disposing of it disposes of all stores.
/// </summary>
public sealed class RouterStore : IEventStore, IStoreHealth
{
    readonly TimeProvider _time;
    readonly IEventStore _rest;
    readonly StoreRoute[] _routes;
    readonly IEventStore[] _stores;
    readonly MergedSources _sources;

    /// <summary>Sends everything to one store, until routes are added.</summary>
    public RouterStore(IEventStore rest, TimeProvider? time = null)
        : this(rest, [], time ?? TimeProvider.System)
    {
    }

    RouterStore(IEventStore rest, StoreRoute[] routes, TimeProvider time)
    {
        _rest = rest;
        _routes = routes;
        _time = time;
        var stores = new HashSet<IEventStore>(ReferenceEqualityComparer.Instance) { rest };
        foreach (var route in routes)
            stores.Add(route.Store);
        _stores = [.. stores];
        _sources = new MergedSources(_stores, time);
    }

    /// <summary>Sends the kinds from <paramref name="first"/> to <paramref name="last"/>, both included, to a store.</summary>
    public RouterStore WithKinds(ushort first, ushort last, IEventStore store) => With(new StoreRoute(store, first, last, null));

    /// <summary>Sends one kind to a store.</summary>
    public RouterStore WithKind(ushort kind, IEventStore store) => WithKinds(kind, kind, store);

    /// <summary>Sends everything by these authors to a store.</summary>
    public RouterStore WithAuthors(IEnumerable<Bytes32> authors, IEventStore store) =>
        With(new StoreRoute(store, ushort.MinValue, ushort.MaxValue, new HashSet<Bytes32>(authors)));

    /// <summary>The stores that it leads to, each once.</summary>
    internal IReadOnlyList<IEventStore> Stores => _stores;

    /// <summary>Always true: hidden and expired events of every store are left out here.</summary>
    public bool AppliesVisibility => true;

    bool IStoreEventHook.KeepsOrder => Array.TrueForAll(_stores, static store => ((IStoreEventHook)store).KeepsOrder);

    bool IReplaceEventHook.KeepsOrder => Array.TrueForAll(_stores, static store => ((IReplaceEventHook)store).KeepsOrder);

    // A request goes to one store after the other, so the last one gets it late.
    bool IDeleteEventHook.KeepsOrder => false;

    /// <summary>The condition of the store in the worst state.</summary>
    public StoreCondition Condition => StoreCondition.WorstOf(_stores);

    /// <inheritdoc/>
    public bool Contains(in Bytes32 id)
    {
        foreach (var store in _stores)
        {
            if (store.Contains(id))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel)
    {
        var store = StoreFor(e);
        return Committed(store, store.StoreEventAsync(e, cancel));
    }

    /// <inheritdoc/>
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel)
    {
        var store = StoreFor(e);
        return Committed(store, store.ReplaceEventAsync(e, cancel));
    }

    /// <inheritdoc/>
    public async ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel)
    {
        var result = new StoreResult(StoreStatus.Duplicate);
        foreach (var store in _stores)
        {
            result = StorageHandlers.Combine(result, await Committed(store, store.DeleteEventAsync(request, cancel)));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel)
    {
        // Requests are in several stores, so what the stores count cannot be added.
        var stored = 0;
        foreach (var id in ids.Distinct())
            stored += Contains(id) ? 1 : 0;
        foreach (var store in _stores)
            await store.RemoveEventsAsync(ids, cancel);
        return stored;
    }

    /// <inheritdoc/>
    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) =>
        _sources.QueryEventsAsync(query, sink, cancel);

    /// <summary>Counts what the stores find, each event once: deletion requests are in all of them.</summary>
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) =>
        _sources.CountFoundAsync(query, authors: null, cancel);

    /// <inheritdoc/>
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        _sources.CountFoundAsync(query, authors, cancel);

    /// <inheritdoc/>
    public async ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        var results = new StoreResult[events.Count];
        for (var start = 0; start < results.Length;)
        {
            var run = RunOfOneTarget(events, start);
            var combined = await TargetsOf(run[0])[0].BackfillAsync(run, cancel);
            foreach (var store in TargetsOf(run[0])[1..])
            {
                var further = await store.BackfillAsync(run, cancel);
                for (var i = 0; i < run.Length; i++)
                    combined[i] = StorageHandlers.Combine(combined[i], further[i]);
            }
            combined.CopyTo(results, start);
            start += run.Length;
        }
        return results;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    /// <summary>Lets the stores that announce what they remove do so.</summary>
    internal void Listen(ICommitListener listener)
    {
        foreach (var store in _stores)
        {
            (store as ISequencedStore)?.Listen(listener);
            (store as RouterStore)?.Listen(listener);
        }
    }

    RouterStore With(StoreRoute route) => new(_rest, [.. _routes, route], _time);

    static ValueTask<StoreResult> Committed(IEventStore store, ValueTask<StoreResult> storing) =>
        store is ISequencedStore sequenced ? sequenced.CommittedAsync(storing) : storing;

    IEventStore StoreFor(NostrEvent e)
    {
        foreach (var route in _routes)
        {
            if (route.Fits(e.View))
                return route.Store;
        }
        return _rest;
    }

    IEventStore[] TargetsOf(NostrEvent e) => e.Kind is Kind.Deletion or Kind.Vanish ? _stores : [StoreFor(e)];

    /// <summary>
    /// The next events from <paramref name="start"/> on that go to the same stores. Their order is kept, and stores still get batches.
    /// </summary>
    NostrEvent[] RunOfOneTarget(IReadOnlyList<NostrEvent> events, int start)
    {
        var targets = TargetsOf(events[start]);
        var run = new List<NostrEvent>();
        for (var i = start; i < events.Count && TargetsOf(events[i]).AsSpan().SequenceEqual(targets); i++)
            run.Add(events[i]);
        return [.. run];
    }
}
