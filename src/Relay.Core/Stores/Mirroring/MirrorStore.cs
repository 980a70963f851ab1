using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Several stores with the same events. Each change goes to all of them, in one order; the first that works is read. A store that fails
/// where another does not is behind: that is noted on the disk before the answer, the store is neither read nor written any more, and is
/// repaired in the background. Thread-safe. Disposing of it disposes of all stores.
/// </summary>
public sealed class MirrorStore : IEventStore, IStoreHealth, IEventLog, IComposedStore
{
    /// <summary>The longest that a client waits for a store that does not answer; less than the deadline of hooks.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The same for many events at once.</summary>
    static readonly TimeSpan PatienceForMany = TimeSpan.FromMinutes(1);

    /// <summary>Ids that are removed at a time, so that a store has answered within the patience.</summary>
    const int MostRemoved = 1000;

    /// <summary>The place of a store in a position of the log; its own numbers have fewer bits.</summary>
    const int SequenceBits = 40;

    const int MostStores = 15;

    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly MirrorMembers _members;
    readonly MirrorWrites _writes;
    readonly MirrorDecisions _decisions;
    readonly MirrorRepairs _repairs;

    MirrorStore(IReadOnlyList<MirroredStore> stores, IMirrorRecord record, TimeProvider time, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stores.Count, MostStores, nameof(stores));
        if (stores.All(static store => store.IsBehind))
            throw new ArgumentException("one of the stores must be in step", nameof(stores));
        (_time, _logger) = (time, logger);
        _members = new MirrorMembers(stores, record, time, logger);
        _writes = new MirrorWrites(_members, time);
        _decisions = new MirrorDecisions(_members, time);
        _repairs = new MirrorRepairs(this, _members, _writes, time, logger);
    }

    /// <summary>
    /// Makes one store of several, of which at least one is not behind, and notes that they are used. The first is read if it is in step.
    /// </summary>
    public static async ValueTask<MirrorStore> OpenAsync(
        IReadOnlyList<MirroredStore> stores, IMirrorRecord record, TimeProvider time, ILogger logger)
    {
        var mirror = new MirrorStore(stores, record, time, logger);
        return await mirror._members.RecordAsync()
            ? mirror
            : throw new StoreException("It cannot be noted which of the mirrors are in step. The log says why.");
    }

    /// <summary>Begins to repair stores that are behind, now and whenever one is.</summary>
    public void BeginRepairs() => _repairs.Begin();

    /// <summary>
    /// Repairs each store that is behind, at once and without regard to others. Returns the names of those that are still behind.
    /// </summary>
    public Task<IReadOnlyList<string>> RepairAsync(CancellationToken cancel) => _repairs.RunAsync(cancel);

    /// <summary>The stores, and which of them are behind now.</summary>
    public IReadOnlyList<MirroredStore> Stores =>
        [.. _members.All.Select(static member => new MirroredStore(member.Name, member.Store, !member.IsInStep))];

    /// <inheritdoc cref="IComposedStore.Stores"/>
    IReadOnlyList<IEventStore> IComposedStore.Stores => [.. _members.All.Select(static member => member.Store)];

    /// <summary>Always true: the stores number their events.</summary>
    public bool AppliesVisibility => true;

    bool IStoreEventHook.KeepsOrder => true;

    bool IReplaceEventHook.KeepsOrder => true;

    bool IDeleteEventHook.KeepsOrder => true;

    /// <summary>
    /// The best condition of a store that is in step. If that is healthy and another store is not, or is behind, the relay works, and the
    /// reason names that store.
    /// </summary>
    public StoreCondition Condition => MirrorHealth.Of(_members);

    /// <inheritdoc/>
    public bool Contains(in Bytes32 id)
    {
        // A duplicate is answered with OK, and no OK is given before it is noted which stores lack events.
        if (!_members.IsRecorded)
            return false;
        StoreBrokenException? failure = null;
        foreach (var member in _members.Readable())
        {
            try
            {
                return member.Store.Contains(id);
            }
            catch (StoreBrokenException exception)
            {
                failure = exception;
            }
        }
        throw failure ?? new StoreBrokenException();
    }

    /// <inheritdoc/>
    public ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel) =>
        ReadAsync(store => store.ContainsAsync(id, cancel), cancel);

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) =>
        WriteAsync(e, static (store, e) => store.StoreEventAsync(e, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) =>
        WriteAsync(e, static (store, e) => store.ReplaceEventAsync(e, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        WriteAsync(request.Event, (store, _) => store.DeleteEventAsync(request, CancellationToken.None));

    /// <inheritdoc/>
    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel) =>
        _writes.WriteAsync<StoreResult[], StoreResult[]>(
            store => store.BackfillAsync(events, CancellationToken.None), PatienceForMany,
            answers => _decisions.SettleAsync(events, answers));

    /// <inheritdoc/>
    public async ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel)
    {
        var removed = 0;
        foreach (var some in ids.Distinct().Chunk(MostRemoved))
        {
            cancel.ThrowIfCancellationRequested();
            removed += await _writes.WriteAsync<int, int>(
                store => store.RemoveEventsAsync(some, CancellationToken.None), PatienceForMany, _decisions.SettleAsync);
        }
        return removed;
    }

    /// <summary>Asks one store. If it fails, the next goes on where it ended.</summary>
    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) =>
        _members.Readable() is [var only]
            ? only.Store.QueryEventsAsync(query, sink, cancel)
            : QueryInTurnAsync(query, sink, cancel);

    /// <inheritdoc/>
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) =>
        ReadAsync(store => store.CountEventsAsync(query, cancel), cancel);

    /// <inheritdoc/>
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        ReadAsync(store => store.CountEventsHllAsync(query, authors, cancel), cancel);

    /// <summary>Reads one store to its end. Numbers are those of the store, with its place before them.</summary>
    public async ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        var place = after == 0 ? _members.Reading.Place : (int)(after >> SequenceBits) - 1;
        var read = await _members.All[place].Log.ReadLogAsync(after & ((1L << SequenceBits) - 1), sink, cancel);
        return read with { After = (place + 1L) << SequenceBits | read.After };
    }

    /// <summary>Ends the repairs and waits for the changes under way, so that the next process knows which stores are in step.</summary>
    public async ValueTask EndAsync()
    {
        await _repairs.DisposeAsync();
        await _writes.DrainAsync();
        await _members.EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var member in _members.All)
            await member.Store.DisposeAsync();
    }

    void IComposedStore.Listen(ICommitListener listener)
    {
        foreach (var member in _members.All)
            member.Store.Listen(new MirrorListener(_members, member, listener));
    }

    async ValueTask<StoreResult> WriteAsync(NostrEvent e, Func<ISequencedStore, NostrEvent, ValueTask<StoreResult>> change)
    {
        var results = await _writes.WriteAsync<StoreResult[], StoreResult[]>(
            async store => [await store.CommittedAsync(change(store, e))], Patience, answers => _decisions.SettleAsync([e], answers));
        return results[0];
    }

    async ValueTask QueryInTurnAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        var visible = new VisibleSink(query, sink, _time.GetUtcNow().ToUnixTimeSeconds());
        await ReadAsync(
            async store =>
            {
                var rest = new EventQuery
                {
                    Filters = visible.Begin(atLeast: 0),
                    Visibility = query.Visibility,
                    Client = query.Client,
                    Meter = query.Meter,
                };
                await store.QueryEventsAsync(rest, visible, cancel);
                return true;
            },
            cancel);
    }

    /// <summary>Reads from the first store that does not fail.</summary>
    async ValueTask<T> ReadAsync<T>(Func<ISequencedStore, ValueTask<T>> read, CancellationToken cancel)
    {
        var readable = _members.Readable();
        for (var i = 0; ; i++)
        {
            try
            {
                return await read(readable[i].Store);
            }
            catch (Exception exception) when (i + 1 < readable.Count && !cancel.IsCancellationRequested)
            {
                MirrorMessages.ReadFailed(_logger, readable[i].Name, exception is StoreBrokenException ? null : exception);
            }
        }
    }
}
