using System.Runtime.ExceptionServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Several stores as one: each event goes to the store of the first route that fits it, all others to the store for the rest. Deletion
/// requests and requests to vanish go to all, since their targets may be in any of them. A store that fails keeps the others working: what
/// needs it gets <c>error:</c>, and queries end with an error after everything that the other stores have found. Immutable; the methods
/// return another router over the same stores. Disposing of it disposes of all stores.
/// </summary>
public sealed class RouterStore : IEventStore, IStoreHealth, IEventLog, IComposedStore
{
    /// <summary>What clients are told when the answer lacks the events of a store.</summary>
    public const string Partial = "error: a store of this relay does not answer; what was sent is not everything";

    /// <summary>More than any position in the log of a store has: its numbers have 39 bits, and stores made of others need some.</summary>
    const int SequenceBits = 48;

    readonly TimeProvider _time;
    readonly StoreRoute _rest;
    readonly StoreRoute[] _routes;
    readonly IEventStore[] _stores;
    readonly MergedSources _sources;
    readonly bool _asksRoutesOnly;

    /// <summary>Sends everything to one store, until routes are added.</summary>
    public RouterStore(IEventStore rest, TimeProvider? time = null, string? name = null)
        : this(new StoreRoute(rest) { Name = name }, [], asksRoutesOnly: false, time ?? TimeProvider.System)
    {
    }

    RouterStore(StoreRoute rest, StoreRoute[] routes, bool asksRoutesOnly, TimeProvider time)
    {
        _rest = rest;
        _routes = routes;
        _asksRoutesOnly = asksRoutesOnly;
        _time = time;
        var stores = new HashSet<IEventStore>(ReferenceEqualityComparer.Instance) { rest.Store };
        foreach (var route in routes)
            stores.Add(route.Store);
        _stores = [.. stores];
        _sources = new MergedSources(_stores, time) { Partial = Partial };
    }

    /// <summary>Adds a route. The routes added before come first.</summary>
    public RouterStore With(StoreRoute route) => new(_rest, [.. _routes, route], _asksRoutesOnly, _time);

    /// <summary>Sends the kinds from <paramref name="first"/> to <paramref name="last"/>, both included, to a store.</summary>
    public RouterStore WithKinds(ushort first, ushort last, IEventStore store) =>
        With(new StoreRoute(store) { Kinds = KindSet.OfRange(first, last) });

    /// <summary>Sends one kind to a store.</summary>
    public RouterStore WithKind(ushort kind, IEventStore store) => WithKinds(kind, kind, store);

    /// <summary>Sends everything by these authors to a store.</summary>
    public RouterStore WithAuthors(IEnumerable<Bytes32> authors, IEventStore store) =>
        With(new StoreRoute(store) { Authors = new HashSet<Bytes32>(authors) });

    /// <summary>
    /// Asks only the stores whose routes can have an answer. Right if every event was stored with the present routes; otherwise queries
    /// miss those that are elsewhere.
    /// </summary>
    public RouterStore AskingRoutesOnly() => new(_rest, _routes, asksRoutesOnly: true, _time);

    /// <inheritdoc cref="IComposedStore.Stores"/>
    IReadOnlyList<IEventStore> IComposedStore.Stores => _stores;

    /// <summary>Always true: hidden and expired events of every store are left out here.</summary>
    public bool AppliesVisibility => true;

    bool IStoreEventHook.KeepsOrder => Array.TrueForAll(_stores, static store => ((IStoreEventHook)store).KeepsOrder);

    bool IReplaceEventHook.KeepsOrder => Array.TrueForAll(_stores, static store => ((IReplaceEventHook)store).KeepsOrder);

    // A request goes to one store after the other, so the last one gets it late.
    bool IDeleteEventHook.KeepsOrder => false;

    /// <summary>The condition of the store in the worst state, with its name.</summary>
    public StoreCondition Condition
    {
        get
        {
            var (worst, name) = (StoreCondition.Healthy, default(string));
            foreach (var route in _routes.Prepend(_rest))
            {
                if (route.Store is IStoreHealth { Condition: var condition } && condition.State > worst.State)
                    (worst, name) = (condition, route.Name);
            }
            return name is null ? worst : worst with { Reason = $"the store {name}: {worst.Reason}" };
        }
    }

    /// <summary>The store to which an event goes. Deletion requests and requests to vanish go to all.</summary>
    public IEventStore StoreFor(EventView e)
    {
        foreach (var route in _routes)
        {
            if (route.Fits(e))
                return route.Store;
        }
        return _rest.Store;
    }

    /// <inheritdoc/>
    public bool Contains(in Bytes32 id)
    {
        foreach (var store in _stores)
        {
            try
            {
                if (store.Contains(id))
                    return true;
            }
            catch (StoreBrokenException)
            {
                // It has told so. Whether the event can be stored is decided by its own store.
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel)
    {
        foreach (var store in _stores)
        {
            if (await store.ContainsAsync(id, cancel))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel)
    {
        var store = StoreFor(e.View);
        return Committed(store, store.StoreEventAsync(e, cancel));
    }

    /// <inheritdoc/>
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel)
    {
        var store = StoreFor(e.View);
        return Committed(store, store.ReplaceEventAsync(e, cancel));
    }

    /// <summary>
    /// Gives the request to every store, also after one has failed: what can be deleted is. The answer is the first refusal; once the store
    /// that failed works again, the same request reaches it, since it is a duplicate only if it is one for all.
    /// </summary>
    public async ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel)
    {
        var result = new StoreResult(StoreStatus.Duplicate);
        ExceptionDispatchInfo? fault = null;
        foreach (var store in _stores)
        {
            try
            {
                var next = await DeleteInAsync(store, request, cancel);
                if (result.IsAccepted)
                    result = StorageHandlers.Combine(result, next);
            }
            catch (Exception exception) when (!cancel.IsCancellationRequested)
            {
                fault ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
        fault?.Throw();
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel)
    {
        // Requests are in several stores, so what the stores count cannot be added.
        var stored = 0;
        foreach (var id in ids.Distinct())
            stored += await ContainsAsync(id, cancel) ? 1 : 0;
        foreach (var store in _stores)
            await store.RemoveEventsAsync(ids, cancel);
        return stored;
    }

    /// <inheritdoc/>
    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        var candidates = CandidatesOf(query);
        if (candidates.Count == _stores.Length && candidates.Count > 1)
            return _sources.QueryEventsAsync(query, sink, cancel);
        return candidates is [IQueryEventsHook { AppliesVisibility: true } only]
            ? only.QueryEventsAsync(query, sink, cancel)
            : new MergedSources(candidates, _time) { Partial = Partial }.QueryEventsAsync(query, sink, cancel);
    }

    /// <summary>
    /// Counts in the one store that can have an answer; else counts what the stores find, each event once, since deletion requests are in
    /// all of them.
    /// </summary>
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) =>
        CandidatesOf(query) is [ICountEventsHook { AppliesVisibility: true } only]
            ? only.CountEventsAsync(query, cancel)
            : this.CountFoundAsync(query, authors: null, cancel);

    /// <inheritdoc/>
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        CandidatesOf(query) is [ICountEventsHllHook { AppliesVisibility: true } only]
            ? only.CountEventsHllAsync(query, authors, cancel)
            : this.CountFoundAsync(query, authors, cancel);

    /// <summary>
    /// Gives each store its events in one batch, up to the next request to delete or to vanish, which all stores get before what follows.
    /// </summary>
    public async ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        var results = new StoreResult[events.Count];
        var waiting = new Dictionary<IEventStore, List<int>>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < results.Length; i++)
        {
            if (!IsRequest(events[i]))
            {
                var store = StoreFor(events[i].View);
                if (!waiting.TryGetValue(store, out var places))
                    waiting.Add(store, places = []);
                places.Add(i);
                continue;
            }
            await BackfillAsync(events, waiting, results, cancel);
            results[i] = new StoreResult(StoreStatus.Duplicate);
            foreach (var store in _stores)
            {
                var next = (await store.BackfillAsync([events[i]], cancel))[0];
                if (results[i].IsAccepted)
                    results[i] = StorageHandlers.Combine(results[i], next);
            }
        }
        await BackfillAsync(events, waiting, results, cancel);
        return results;
    }

    /// <summary>
    /// Reads one store after the other. A request that several stores have comes once. Numbers are those of the stores, with the store's
    /// place before them. Throws <see cref="NotSupportedException"/> if one of the stores cannot be read so.
    /// </summary>
    public async ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        var at = (int)(after >> SequenceBits);
        if (_stores[at] is not IEventLog log)
            throw new NotSupportedException($"a store of the type {_stores[at].GetType().Name} cannot be read in the order of its events");
        var copies = new FirstCopies(sink, _stores.AsMemory(0, at));
        var read = new LogRead(after & ((1L << SequenceBits) - 1), IsMore: true);
        do
            read = await log.ReadLogAsync(read.After, copies, cancel);
        while (await copies.DecideAsync(cancel));
        if (!read.IsMore && at + 1 < _stores.Length)
            (at, read) = (at + 1, new LogRead(After: 0, IsMore: true));
        return read with { After = (long)at << SequenceBits | read.After };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    void IComposedStore.Listen(ICommitListener listener)
    {
        foreach (var store in _stores)
        {
            (store as ISequencedStore)?.Listen(listener);
            (store as IComposedStore)?.Listen(listener);
        }
    }

    static async ValueTask<StoreResult> DeleteInAsync(IEventStore store, DeletionRequest request, CancellationToken cancel)
    {
        try
        {
            return await Committed(store, store.DeleteEventAsync(request, cancel));
        }
        catch (StoreBrokenException broken)
        {
            return StoreResult.Failed(broken.Message);
        }
    }

    static ValueTask<StoreResult> Committed(IEventStore store, ValueTask<StoreResult> storing) =>
        store is ISequencedStore sequenced ? sequenced.CommittedAsync(storing) : storing;

    IReadOnlyList<IEventStore> CandidatesOf(EventQuery query) =>
        _asksRoutesOnly ? RouteCandidates.Of(query.Filters, _routes, _rest.Store, _stores) : _stores;

    static bool IsRequest(NostrEvent e) => e.Kind is Kind.Deletion or Kind.Vanish;

    static async ValueTask BackfillAsync(
        IReadOnlyList<NostrEvent> events, Dictionary<IEventStore, List<int>> waiting, StoreResult[] results, CancellationToken cancel)
    {
        foreach (var (store, places) in waiting)
        {
            var stored = await store.BackfillAsync([.. places.Select(place => events[place])], cancel);
            for (var i = 0; i < stored.Length; i++)
                results[places[i]] = stored[i];
        }
        waiting.Clear();
    }
}
