using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A store over an engine: it decides what is stored, replaced, deleted, erased and expired, commits the events of many connections
/// together, numbers them, and answers queries. An OK follows the commit. Thread-safe.
/// </summary>
public sealed class EngineStore : ISequencedStore, IEventLog, IStoreHealth
{
    /// <summary>The number of ids of stored events kept in memory, in two megabytes, since clients send the same events again.</summary>
    const int KnownIdCount = 1 << 16;

    /// <summary>Events that are removed by id at a time, so that other writes come between.</summary>
    const int MaxRemoved = 1000;

    static readonly StoreCondition Closed = new(StoreState.Broken, "the store was closed");

    readonly IStoreEngine _engine;
    readonly EngineStoreServices _services;
    readonly StoreHealth _health;
    readonly ReplacedVersions _replaced = new();
    readonly KnownIds _known = new(KnownIdCount);
    readonly ReadGate _gate = new();
    readonly EngineWriter _writer;
    readonly EngineHousekeeping _housekeeping;
    readonly Lock _closingGate = new();
    volatile Task? _closing;
    int _isUseAfterEndTold;

    EngineStore(IStoreEngine engine, EngineState state, EngineStoreServices services)
    {
        (_engine, _services) = (engine, services);
        _health = new StoreHealth(services.Logger);
        _writer = new EngineWriter(engine, state, services, _health, _replaced, _known);
        _housekeeping = new EngineHousekeeping(engine, _writer, _health, _gate, services);
    }

    /// <summary>Reads the engine's state and starts. The store owns the engine and disposes of it, also if this fails.</summary>
    public static async ValueTask<EngineStore> OpenAsync(
        IStoreEngine engine, EngineStoreServices services, CancellationToken cancel = default)
    {
        EngineStore? store = null;
        try
        {
            store = new EngineStore(engine, await EngineState.ReadAsync(engine, cancel), services);
            store._writer.Start();
            store._housekeeping.Start();
            return store;
        }
        catch
        {
            await (store?.CloseAsync() ?? CloseAsync(engine, services));
            throw;
        }
    }

    /// <summary>The same for an engine that answers without waiting, or for a caller that may wait.</summary>
    public static EngineStore Open(IStoreEngine engine, EngineStoreServices services)
    {
        var opening = OpenAsync(engine, services);
        return opening.IsCompleted ? opening.Result : opening.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>The engine, for what only it can do, such as backups. Do not write through it.</summary>
    public IStoreEngine Engine => _engine;

    /// <inheritdoc/>
    public StoreCondition Condition => _closing is null ? _health.Condition : Closed;

    /// <summary>Completes when the store is <see cref="StoreState.Broken"/>. Only a new process helps then.</summary>
    public Task Broken => _health.Broken;

    /// <inheritdoc/>
    public long LastSequence => _writer.State.High;

    /// <inheritdoc cref="IQueryEventsHook.AppliesVisibility"/>
    public bool AppliesVisibility => true;

    /// <inheritdoc/>
    public void Listen(ICommitListener listener) => _writer.Listen(listener);

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => Enqueue(new StoreEventJob(e, null));

    /// <inheritdoc/>
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => Enqueue(new StoreEventJob(e, null));

    /// <inheritdoc/>
    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        Enqueue(new StoreEventJob(request.Event, request));

    /// <inheritdoc/>
    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel) =>
        Enqueue(new HistoryJob(events));

    /// <inheritdoc/>
    public async ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel)
    {
        var removed = 0;
        foreach (var some in ids.Distinct().Chunk(MaxRemoved))
        {
            cancel.ThrowIfCancellationRequested();
            _health.ThrowIfBroken();
            var found = await Enqueue(new RemoveIdsJob(some));
            if (found < 0)
                throw new IOException("the events could not be removed from the store");
            removed += found;
        }
        return removed;
    }

    /// <inheritdoc/>
    public bool Contains(in Bytes32 id)
    {
        if (_known.Contains(id))
            return true;
        if (!_engine.AnswersAtOnce)
            return false;
        var found = ContainsAsync(id, CancellationToken.None);
        return found.IsCompleted ? found.Result : found.AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel)
    {
        if (_known.Contains(id))
            return true;
        var removals = _known.Removals;
        // Before the look-up, which may find what an erasure removes meanwhile.
        var vanishing = _writer.State.Vanishing;
        var wanted = new EngineLookups();
        wanted.Ids.Add(id);
        var found = new EngineFindings();
        Enter();
        try
        {
            await _engine.FindAsync(wanted, found, cancel);
        }
        catch (Exception exception) when (Refusal(exception) is { } refusal)
        {
            throw refusal;
        }
        finally
        {
            _gate.Leave();
        }
        if (!found.TryFind(id, out var row) || vanishing.Cover(row.Event.View) || _writer.State.Vanishing.Cover(row.Event.View))
            return false;
        if (!row.Event.View.HasExpiration)
            _known.Add(id, removals);
        return !row.Event.View.IsExpiredAt(Second);
    }

    /// <inheritdoc/>
    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var moment = Begin(query);
        try
        {
            if (_engine is IQueryEngine whole)
            {
                Enter();
                _gate.Leave();
                await whole.QueryEventsAsync(query, moment, sink, cancel);
            }
            else
                await QueryPagesAsync(query, moment, sink, cancel);
        }
        catch (Exception exception) when (Refusal(exception) is { } refusal)
        {
            throw refusal;
        }
        finally
        {
            _replaced.Leave(moment.Bound);
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => CountAsync(query, authors: null, cancel);

    /// <inheritdoc/>
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        CountAsync(query, authors, cancel);

    /// <inheritdoc/>
    public async ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel)
    {
        var upTo = Math.Min(last, LastSequence);
        if (after >= upTo)
            return new([], Math.Max(after, last));
        // Before the read, which may find what an erasure removes meanwhile.
        var (now, vanishing) = (Second, _writer.State.Vanishing);
        var range = _writer.Recent?.Read(after, upTo) ?? await ReadAsync(after, upTo, cancel);
        var rows = new List<CommittedEvent>(range.Rows.Count);
        foreach (var row in range.Rows)
        {
            if (!row.Event.View.IsExpiredAt(now) && !vanishing.Cover(row.Event.View))
                rows.Add(row);
        }
        return new(rows, range.Read < upTo ? range.Read : last);
    }

    /// <inheritdoc/>
    public async ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        var vanishing = _writer.State.Vanishing;
        var range = await ReadAsync(after, Sequences.Max, cancel);
        foreach (var row in range.Rows)
        {
            if (!vanishing.Cover(row.Event.View) && !sink.TryWrite(row.Event.View))
                return new(after, IsMore: true);
            after = row.Sequence;
        }
        // A range may have no rows and not be the last: they were removed since the engine began to read it.
        var isMore = range.Read < Sequences.Max;
        return new(isMore ? range.Read : after, isMore);
    }

    /// <summary>Completes at once: answers never precede commits.</summary>
    public ValueTask WaitForCommitAsync(long sequence) => default;

    /// <summary>Completes when what is due of expired events and of requests to vanish has been carried out.</summary>
    internal Task HousekeepAsync() => _housekeeping.RunAsync();

    /// <summary>Stops taking reads and events, commits the queued ones, waits for reads under way and closes the engine.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_closingGate)
            return new(_closing ??= CloseAsync());
    }

    long Second => _services.Time.GetUtcNow().ToUnixTimeSeconds();

    QueryMoment Begin(EventQuery query)
    {
        _health.ThrowIfBroken();
        var bound = Math.Min(query.MaxSequence, LastSequence);
        _replaced.Enter(bound);
        return new QueryMoment(bound, _replaced, () => _writer.State.Vanishing);
    }

    async ValueTask QueryPagesAsync(EventQuery query, QueryMoment moment, IEventSink sink, CancellationToken cancel)
    {
        var running = new PagedQuery(_engine, query, moment, Second, sink);
        while (true)
        {
            Enter();
            PagedSlice slice;
            try
            {
                slice = await query.InTurnAsync(running, static running => running.RunSlice(), cancel);
                if (slice.Outcome == PagedOutcome.NeedsPage)
                    running.Take(slice.Filter!, await slice.Page);
            }
            finally
            {
                _gate.Leave();
            }
            if (slice.Outcome == PagedOutcome.Done)
                return;
            if (slice.Outcome == PagedOutcome.SinkFull)
                await sink.WaitForRoomAsync(cancel);
            else
                await Task.Yield();
        }
    }

    async ValueTask<long> CountAsync(EventQuery query, HyperLogLog? authors, CancellationToken cancel)
    {
        if (_engine is IQueryEngine whole)
        {
            var moment = Begin(query);
            try
            {
                Enter();
                _gate.Leave();
                return await whole.CountEventsAsync(query, moment, authors, cancel);
            }
            catch (Exception exception) when (Refusal(exception) is { } refusal)
            {
                throw refusal;
            }
            finally
            {
                _replaced.Leave(moment.Bound);
            }
        }
        return authors is null && await CountPagesAsync(query, cancel) is { } count
            ? count
            : await this.CountFoundAsync(query, authors, cancel);
    }

    /// <summary>
    /// Counts what the engine can count without events. Null if it cannot, or if the answer depends on more than its rows.
    /// </summary>
    async ValueTask<long?> CountPagesAsync(EventQuery query, CancellationToken cancel)
    {
        var (last, vanishing) = (LastSequence, _writer.State.Vanishing);
        if (query.Filters is not [{ MatchesNothing: false } filter] || query.MaxSequence < last || vanishing.Count > 0)
            return null;
        var counting = new EngineQuery(
            filter, query.Visibility, After: null, query.MaxSequence, Second, Most: int.MaxValue, MostBytes: int.MaxValue);
        for (var count = 0L; ;)
        {
            Enter();
            EngineCount? page;
            try
            {
                page = await await query.InTurnAsync(
                    (_engine, counting, cancel), static s => s._engine.CountAsync(s.counting, s.cancel), cancel);
            }
            catch (Exception exception) when (Refusal(exception) is { } refusal)
            {
                throw refusal;
            }
            finally
            {
                _gate.Leave();
            }
            if (page is not { } counted)
                return null;
            query.Meter?.AddScanned(counted.Scanned);
            count += counted.Count;
            if (counted.Next is null)
                return count;
            counting = counting with { After = counted.Next };
            await Task.Yield();
        }
    }

    async ValueTask<SequenceRange> ReadAsync(long after, long last, CancellationToken cancel)
    {
        Enter();
        try
        {
            return await _engine.ReadAsync(after, last, cancel);
        }
        catch (Exception exception) when (Refusal(exception) is { } refusal)
        {
            throw refusal;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>
    /// What a read throws in place of an exception whose meaning the engine knows: clients get its text. An outage is told by health and
    /// not by every query.
    /// </summary>
    StoreBrokenException? Refusal(Exception exception)
    {
        if (exception is StoreBrokenException or OperationCanceledException || _engine.Judge(exception) is var failure
            && failure == EngineFailure.Unknown)
            return null;
        return failure.IsOutage ? new StoreBrokenException(failure.Answer) : new StoreBrokenException(failure.Answer, exception);
    }

    /// <summary>Begins a read; the caller leaves the gate.</summary>
    void Enter()
    {
        _health.ThrowIfBroken();
        try
        {
            _gate.Enter();
        }
        catch (StoreBrokenException)
        {
            if (Interlocked.Exchange(ref _isUseAfterEndTold, 1) == 0)
                EngineMessages.UsedAfterEnd(_services.Logger);
            throw;
        }
    }

    ValueTask<TResult> Enqueue<TResult>(EngineJob<TResult> job)
    {
        _writer.Enqueue(job);
        return new(job.Task);
    }

    async Task CloseAsync()
    {
        // First, and before anything waits: queries that go on would keep the pool's threads from what follows.
        var reads = _gate.CloseAsync();
        await _housekeeping.DisposeAsync();
        await Task.Run(_writer.Stop);
        await reads;
        await CloseAsync(_engine, _services);
    }

    static async Task CloseAsync(IStoreEngine engine, EngineStoreServices services)
    {
        try
        {
            await engine.DisposeAsync();
        }
        finally
        {
            services.Place?.Dispose();
        }
    }
}
