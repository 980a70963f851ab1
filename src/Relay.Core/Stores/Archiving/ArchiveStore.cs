using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A store whose old events go to archives. What is new goes to the first store; requests to delete and to vanish reach all. Queries go on
/// in the archives where their time reaches them and limits are not reached. Thread-safe. Disposing of it disposes of all stores.
/// </summary>
public sealed class ArchiveStore : IEventStore, IStoreHealth, IEventLog, IComposedStore
{
    /// <summary>What a client is told whose query took so long that events were moved away from it.</summary>
    public const string Overtaken = "error: events were moved while this query was answered; ask again";

    /// <summary>The place of a store in a position of the log; what is below is the store's own.</summary>
    const int PositionBits = 44;

    const int MostArchives = 15;

    readonly string _firstName;
    readonly IEventStore _first;
    readonly IReadOnlyList<ArchivedStore> _archives;
    readonly IEventStore[] _stores;
    readonly ArchiveBound _bound = new();
    readonly RunningQueries _running;
    readonly MergedSources _sources;
    readonly ArchiveMoves _moves;

    ArchiveStore(IEventStore first, string firstName, IReadOnlyList<ArchivedStore> archives, TimeProvider time, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(archives.Count, MostArchives, nameof(archives));
        (_first, _firstName, _archives) = (first, firstName, archives);
        _stores = [first, .. archives.Select(static archive => archive.Store)];
        _running = new RunningQueries(time);
        _sources = new MergedSources(_stores, time) { Partial = RouterStore.Partial };
        _moves = new ArchiveMoves(first, archives, _bound, _running, time, logger);
    }

    /// <summary>Makes one store of a first one and its archives, which were empty before they became its archives.</summary>
    public static async ValueTask<ArchiveStore> OpenAsync(
        IEventStore first, string firstName, IReadOnlyList<ArchivedStore> archives, TimeProvider time, ILogger logger)
    {
        var store = new ArchiveStore(first, firstName, archives, time, logger);
        foreach (var archive in archives)
            store._bound.Raise(await NewestArchived.OfAsync(archive.Store));
        return store;
    }

    /// <summary>Begins to move events to the archives, now and whenever some become old enough.</summary>
    public void BeginMoves() => _moves.Begin();

    /// <summary>Moves all events that are old enough now. Returns how many there were.</summary>
    public Task<long> MoveAsync(CancellationToken cancel) => _moves.RunAsync(cancel);

    /// <inheritdoc cref="IComposedStore.Stores"/>
    IReadOnlyList<IEventStore> IComposedStore.Stores => _stores;

    /// <summary>Always true: hidden and expired events of every store are left out here.</summary>
    public bool AppliesVisibility => true;

    // An old event may wait for an archive. Its place among the client's other events does not matter: it is neither replaced nor replaces.
    bool IStoreEventHook.KeepsOrder => ((IStoreEventHook)_first).KeepsOrder;

    bool IReplaceEventHook.KeepsOrder => ((IReplaceEventHook)_first).KeepsOrder;

    bool IDeleteEventHook.KeepsOrder => Array.TrueForAll(_stores, static store => ((IDeleteEventHook)store).KeepsOrder);

    /// <summary>The condition of the store in the worst state, with its name.</summary>
    public StoreCondition Condition
    {
        get
        {
            var (worst, name) = (StoreCondition.Healthy, "");
            for (var i = 0; i < _stores.Length; i++)
            {
                if (_stores[i] is IStoreHealth { Condition: var condition } && condition.State > worst.State)
                    (worst, name) = (condition, i == 0 ? $"the store {_firstName}" : $"the archive {_archives[i - 1].Route.Name}");
            }
            return name.Length == 0 ? worst : worst with { Reason = $"{name}: {worst.Reason}" };
        }
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
                // It has told so.
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel) => IsStoredAsync(id, _stores, cancel);

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) =>
        _bound.IsOld(e.CreatedAt) ? StoreOldAsync(e, cancel) : Committed(_first, _first.StoreEventAsync(e, cancel));

    /// <inheritdoc/>
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) =>
        Committed(_first, _first.ReplaceEventAsync(e, cancel));

    /// <summary>
    /// Gives the request to every store, also if one fails. The answer is the first refusal; sent again, the request reaches the store that
    /// had failed.
    /// </summary>
    public async ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel)
    {
        await RecallAsync(request, cancel);
        var deleting = Array.ConvertAll(_stores, store => DeleteInAsync(store, request, cancel));
        var result = new StoreResult(StoreStatus.Duplicate);
        foreach (var next in await Task.WhenAll(deleting))
            result = result.IsAccepted ? StorageHandlers.Combine(result, next) : result;
        return result;
    }

    /// <summary>Removes events from the first store before the archives, where one that is being moved arrives later.</summary>
    public async ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel)
    {
        // Some are in several stores, so what the stores count cannot be added.
        var stored = 0;
        foreach (var id in ids.Distinct())
            stored += await ContainsAsync(id, cancel) ? 1 : 0;
        foreach (var store in _stores)
            await store.RemoveEventsAsync(ids, cancel);
        return stored;
    }

    /// <summary>History goes to the first store. What is archived already is a duplicate; requests go to all stores.</summary>
    public async ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        var results = new StoreResult[events.Count];
        var waiting = new List<int>();
        for (var i = 0; i < results.Length; i++)
        {
            if (events[i].Kind is Kind.Deletion or Kind.Vanish)
            {
                await FlushAsync();
                await RecallAsync(new DeletionRequest(events[i]), cancel);
                results[i] = new StoreResult(StoreStatus.Duplicate);
                foreach (var store in _stores)
                    results[i] = StorageHandlers.Combine(results[i], (await store.BackfillAsync([events[i]], cancel))[0]);
            }
            else if (await IsArchivedAsync(events[i], cancel))
                results[i] = new StoreResult(StoreStatus.Duplicate);
            else
                waiting.Add(i);
        }
        await FlushAsync();
        return results;

        async Task FlushAsync()
        {
            if (waiting.Count == 0)
                return;
            var stored = await _first.BackfillAsync([.. waiting.Select(at => events[at])], cancel);
            for (var i = 0; i < stored.Length; i++)
            {
                results[waiting[i]] = stored[i];
                _bound.NoteLate(events[waiting[i]].CreatedAt);
            }
            waiting.Clear();
        }
    }

    /// <summary>Asks the first store for what is newer than the archives, and all stores for the rest, if limits leave one.</summary>
    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        using var running = _running.Begin();
        var split = new TimeSplit(query.Filters, _bound.Newest, sink);
        if (split.Recent.Count > 0)
            await _first.QueryEventsAsync(Part(query, split.Recent), split, cancel);
        if (split.Rest() is { Count: > 0 } rest && !sink.IsComplete)
            await _sources.QueryEventsAsync(Part(query, rest), sink, cancel);
        if (running.IsOvertaken && !sink.IsComplete)
            throw new StoreBrokenException(Overtaken);
    }

    /// <inheritdoc/>
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => CountAsync(
        query, recent => _first.CountEventsAsync(recent, cancel), rest => _sources.CountFoundAsync(rest, authors: null, cancel));

    /// <inheritdoc/>
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) => CountAsync(
        query, recent => _first.CountEventsHllAsync(recent, authors, cancel), rest => _sources.CountFoundAsync(rest, authors, cancel));

    /// <summary>
    /// Reads one store after the other. What an earlier one has, too, comes once, unless it is moved meanwhile. Throws
    /// <see cref="NotSupportedException"/> if one of the stores cannot be read so.
    /// </summary>
    public async ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        var at = (int)(after >> PositionBits);
        if (_stores[at] is not IEventLog log)
            throw new NotSupportedException($"a store of the type {_stores[at].GetType().Name} cannot be read in the order of its events");
        var position = after & ((1L << PositionBits) - 1);
        var read = at == 0
            ? await log.ReadLogAsync(position, sink, cancel)
            : await NotElsewhere.ReadAsync(log, position, sink, id => IsStoredAsync(id, _stores.AsMemory(0, at), cancel), cancel);
        if (!read.IsMore && at + 1 < _stores.Length)
            (at, read) = (at + 1, new LogRead(After: 0, IsMore: true));
        return read with { After = (long)at << PositionBits | read.After };
    }

    /// <summary>Ends the moves.</summary>
    public ValueTask EndAsync() => _moves.DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    void IComposedStore.Listen(ICommitListener listener)
    {
        for (var i = 0; i < _stores.Length; i++)
        {
            var told = i == 0 ? new MovedListener(_moves, listener) : listener;
            (_stores[i] as ISequencedStore)?.Listen(told);
            (_stores[i] as IComposedStore)?.Listen(told);
        }
    }

    async ValueTask<StoreResult> StoreOldAsync(NostrEvent e, CancellationToken cancel)
    {
        if (await IsArchivedAsync(e, cancel))
            return new StoreResult(StoreStatus.Duplicate);
        var result = await Committed(_first, _first.StoreEventAsync(e, cancel));
        _bound.NoteLate(e.CreatedAt);
        return result;
    }

    /// <summary>Gives the first store what decides there about the request, so that it decides as if nothing were archived.</summary>
    async ValueTask RecallAsync(DeletionRequest request, CancellationToken cancel)
    {
        if (Recall.FiltersOf(request) is not { Count: > 0 } filters)
            return;
        foreach (var archive in _archives)
        {
            if (await Recall.FindAsync(archive.Store, filters, cancel) is not { Count: > 0 } found)
                continue;
            await _first.BackfillAsync(found, cancel);
            // What the request does not concern goes back to the archive.
            _bound.NoteLate(found.Min(static e => e.CreatedAt));
        }
    }

    /// <summary>
    /// Whether an archive has the event. An archive that is broken counts as having none: the event comes to it again later.
    /// </summary>
    ValueTask<bool> IsArchivedAsync(NostrEvent e, CancellationToken cancel) =>
        e.CreatedAt <= _bound.Newest && ArchivedStore.Takes(e.Kind) ? IsStoredAsync(e.Id, _stores.AsMemory(1), cancel) : new(false);

    static async ValueTask<bool> IsStoredAsync(Bytes32 id, ReadOnlyMemory<IEventStore> stores, CancellationToken cancel)
    {
        for (var i = 0; i < stores.Length; i++)
        {
            try
            {
                if (await stores.Span[i].ContainsAsync(id, cancel))
                    return true;
            }
            catch (StoreBrokenException)
            {
                // It has told so.
            }
        }
        return false;
    }

    async ValueTask<long> CountAsync(
        EventQuery query, Func<EventQuery, ValueTask<long>> ofFirst, Func<EventQuery, ValueTask<long>> ofAll)
    {
        using var running = _running.Begin();
        List<Filter> filters = [.. query.Filters.Select(static filter => filter with { Limit = null })];
        var split = new TimeSplit(filters, _bound.Newest, new CountingSink());
        var count = split.Recent.Count > 0 ? await ofFirst(Part(query, split.Recent)) : 0;
        if (split.Rest() is { Count: > 0 } rest)
            count += await ofAll(Part(query, rest));
        return running.IsOvertaken ? throw new StoreBrokenException(Overtaken) : count;
    }

    static ValueTask<StoreResult> Committed(IEventStore store, ValueTask<StoreResult> storing) =>
        store is ISequencedStore sequenced ? sequenced.CommittedAsync(storing) : storing;

    static EventQuery Part(EventQuery query, IReadOnlyList<Filter> filters) => new()
    {
        Filters = filters,
        Visibility = query.Visibility,
        Client = query.Client,
        Meter = query.Meter,
    };

    /// <summary>The call itself gives the request its place.</summary>
    static async Task<StoreResult> DeleteInAsync(IEventStore store, DeletionRequest request, CancellationToken cancel)
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
}
