using LightningDB;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Files;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The embedded store: a synced log and an index derived from it, in one folder owned by one process. Thread-safe. Queries run in
/// slices and hold no read transaction while they wait.
/// </summary>
public sealed class LmdbEventStore : ISequencedStore, IEventLog, IStoreHealth
{
    /// <summary>
    /// The number of ids kept, in two megabytes. Clients send the same events again within minutes, and this covers some minutes of a busy
    /// relay.
    /// </summary>
    const int KnownIdCount = 1 << 16;

    static readonly StoreCondition Closed = new(StoreState.Broken, "the store was closed");

    /// <summary>The version of the LMDB library that this process uses, or would use by default, such as 0.9.31.</summary>
    public static string LibraryVersion => LmdbLibrary.Version;

    readonly StoreFolder _folder;
    readonly EventLog _log;
    readonly PostingIndex _index;
    readonly TailHolder _tail;
    readonly ReadEras _eras;
    readonly EventWriter _writer;
    readonly StoreMaintenance _maintenance;
    readonly CommitWaiters _waiters;
    readonly StoreHealth _health;
    readonly StoreJobPool _jobs = new();
    readonly KnownIds _known = new(KnownIdCount);
    readonly LmdbStoreOptions _options;
    readonly StoreBounds _bounds;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly StoreMetrics? _metrics;
    readonly Lock _gate = new();
    volatile Task? _closing;
    int _isUseAfterEndTold;

    /// <summary>
    /// Opens the store in a folder with default options, or creates one. Nobody reads its log messages. Throws
    /// <see cref="StoreException"/> as <see cref="Open(LmdbStoreOptions, TimeProvider, ILogger, RelayMetrics)"/> does.
    /// </summary>
    public LmdbEventStore(string path)
        : this(OpenedFiles.Open(new() { Path = path }, NullLogger.Instance), TimeProvider.System, metrics: null)
    {
    }

    LmdbEventStore(OpenedFiles files, TimeProvider time, StoreMetrics? metrics)
    {
        (_folder, _log, _index, _options, _bounds, _logger) = files;
        _time = time;
        _metrics = metrics;
        var (log, index, options, bounds, logger) = (_log, _index, _options, _bounds, _logger);
        try
        {
            var indexer = new Indexer(log, index, logger, metrics);
            _tail = new TailHolder(new CatchUp(log, index, indexer, logger, bounds.MaxCatchUpEntries).Run());
            _eras = new ReadEras(time, LastSequence);
            _health = new StoreHealth(logger);
            var disk = new StoreDisk(options.Path, options.MinFreeDiskMiB);
            var watch = new DiskWatch(disk, StoreFiles.Lmdb, FreeInside, logger);
            _writer = new EventWriter(log, index, _tail, _known, options, bounds, _health, disk, watch, time, logger, metrics);
            _maintenance = new StoreMaintenance(log, index, _tail, _eras, indexer, _writer, _health, disk, watch, bounds, time, logger);
            metrics?.Watch(_tail, _health, _maintenance.Readers);
            _waiters = new CommitWaiters(_tail);
            _writer.Committed = OnCommitted;
            _writer.Lost = _waiters.Lose;
            // Transactions that are not committed now never will be.
            _ = _health.Broken.ContinueWith(_ => _waiters.Lose(long.MaxValue), TaskScheduler.Default);
            // The maintenance starts first, because it may throw, and then nothing of this store runs.
            _maintenance.Start();
            _writer.Start();
        }
        catch (Exception exception)
        {
            files.Dispose();
            if (OpenedFiles.Explain(options.Path, exception) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <inheritdoc/>
    public StoreCondition Condition => _closing is null ? _health.Condition : Closed;

    /// <summary>
    /// Completes when the store is <see cref="StoreState.Broken"/>. Only a new process helps then, which the host decides.
    /// </summary>
    public Task Broken => _health.Broken;

    /// <inheritdoc/>
    public long LastSequence => _tail.Current.High;

    /// <summary>
    /// Opens the store in a folder, or creates one, and brings its index up to its log. Throws <see cref="StoreException"/> with one line
    /// for the operator if another process owns the store, or if it has another schema version or cannot be written.
    /// </summary>
    public static LmdbEventStore Open(LmdbStoreOptions options, TimeProvider time, ILogger logger, RelayMetrics? metrics = null) =>
        Open(options, StoreBounds.Of(options), time, logger, metrics);

    internal static LmdbEventStore Open(
        LmdbStoreOptions options, StoreBounds bounds, TimeProvider time, ILogger logger, RelayMetrics? metrics = null) =>
        new(OpenedFiles.Open(options, logger, bounds), time, metrics is null ? null : new StoreMetrics(metrics));

    /// <summary>Whether there is a store in a folder.</summary>
    public static bool Exists(string path) => StoreFiles.Lmdb.AreIn(path);

    /// <inheritdoc cref="IQueryEventsHook.AppliesVisibility"/>
    public bool AppliesVisibility => true;

    /// <inheritdoc/>
    public void Listen(ICommitListener listener) => _writer.Listen(listener);

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => Enqueue(e, request: null);

    /// <inheritdoc/>
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => Enqueue(e, request: null);

    /// <inheritdoc/>
    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        Enqueue(request.Event, request);

    /// <inheritdoc/>
    public async ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        await _maintenance.RemoveAsync(ids.ToArray(), cancel);

    /// <inheritdoc/>
    public async ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        var job = new BackfillJob(events);
        await EnqueueWhenIndexedAsync(job, cancel);
        return await job.Task;
    }

    /// <inheritdoc/>
    public bool Contains(in Bytes32 id)
    {
        if (_known.Contains(id))
            return true;
        var removals = _known.Removals;
        using var view = OpenView();
        if (!view.TryFind(id, Removal.Present, out var sequence) || !view.TryGetRecord(sequence, out var record))
            return false;
        var e = new EventView(record);
        if (!view.Exists(e, Now))
            return false;
        if (!e.HasExpiration)
            _known.Add(id, removals);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var era = _eras.Enter();
        try
        {
            var running = new QueryWalk(query, _bounds.Slices, LastSequence);
            while (true)
            {
                switch (await query.InTurnAsync((Store: this, running, sink), static s => s.Store.RunSlice(s.running, s.sink), cancel))
                {
                    case SliceOutcome.Done:
                        return;
                    case SliceOutcome.SinkFull:
                        await sink.WaitForRoomAsync(cancel);
                        break;
                    default:
                        await Task.Yield();
                        break;
                }
            }
        }
        finally
        {
            era.Leave();
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => CountAsync(query, authors: null, cancel);

    /// <inheritdoc/>
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        CountAsync(query, authors, cancel);

    /// <inheritdoc/>
    public ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel)
    {
        var rows = new List<CommittedEvent>();
        var bytes = 0;
        using var view = OpenView();
        var now = Now;
        var next = after + 1;
        while (next <= last && _log.TryFirstAtLeast(in view.Log, next, out var found, out var record) && found <= last)
        {
            var e = new EventView(record);
            next = found + 1;
            if (view.Tail.IsRemoved(found, Removal.Present) || !view.Exists(e, now))
                continue;
            rows.Add(new(found, new NostrEvent(e)));
            if ((bytes += record.Length) >= EventStoreExtensions.BytesAtOnce)
                return new(new SequenceRange(rows, found));
        }
        return new(new SequenceRange(rows, Math.Max(after, last)));
    }

    /// <inheritdoc/>
    public ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        _health.ThrowIfBroken();
        var isMore = _log.Read(ref after, sink);
        return new(new LogRead(after, isMore));
    }

    /// <inheritdoc/>
    public ValueTask WaitForCommitAsync(long sequence) =>
        _options.Sync == LmdbSync.EveryCommit ? ValueTask.CompletedTask : _waiters.WaitAsync(sequence);

    /// <summary>Indexes everything committed so far. The store does this by itself; call it to have it done now.</summary>
    public Task IndexAsync() => _maintenance.IndexAsync();

    /// <summary>
    /// Lets commands of the same user reach this process (<see cref="StoreControl"/>), and serves each connection once. If the socket
    /// cannot be created, as on a full disk, a warning is logged and the store works without it.
    /// </summary>
    public void ServeControl(Func<Stream, CancellationToken, Task> serve) => _folder.ServeControl(serve);

    /// <summary>Stops taking events, commits the queued ones and closes the files. Further calls wait for the same end.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            return new(_closing ??= CloseAsync());
    }

    /// <summary>Completes when the present background work has ended. For tests.</summary>
    internal Task MaintainedAsync() => _maintenance.IdleAsync();

    internal Tail Tail => _tail.Current;

    internal EventLog Log => _log;

    internal PostingIndex Index => _index;

    internal StoreView OpenView()
    {
        _health.ThrowIfBroken();
        // Before the files are closed: queries that go on would keep the pool's threads from the closing.
        if (_closing is not null)
            throw UsedAfterEnd();
        try
        {
            return new StoreView(_tail, _index, _log);
        }
        catch (LmdbException exception) when (exception.Error == MDBResultCode.Panic)
        {
            // The first thread that met the panic may not have reported it yet.
            _health.Break(CommitHealth.Panicked, exception);
            throw new StoreBrokenException();
        }
        catch (ObjectDisposedException)
        {
            throw UsedAfterEnd();
        }
    }

    StoreBrokenException UsedAfterEnd()
    {
        if (Interlocked.Exchange(ref _isUseAfterEndTold, 1) == 0)
            StoreMessages.UsedAfterEnd(_logger, Path);
        return new(StoreBrokenException.Closed);
    }

    /// <summary>
    /// Bytes inside the files that later writes can use. An event needs room in both files, so the smaller number counts.
    /// </summary>
    long FreeInside() => Math.Min(_log.Environment.CountFreeBytes(), _index.Environment.CountFreeBytes());

    long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    ValueTask<StoreResult> Enqueue(NostrEvent e, DeletionRequest? request)
    {
        var job = _jobs.Rent();
        job.Start(e, request);
        // The job may be answered, read and reused before this method ends, so its task is taken first.
        var task = job.Task;
        if (_bounds.IsFull(_tail.Current))
            _ = EnqueueWhenIndexedAsync(job, CancellationToken.None);
        else
            _writer.Enqueue(job);
        return task;
    }

    /// <summary>Enqueues a job once the events that are not yet indexed take less memory, or fails it if they cannot be indexed.</summary>
    async Task EnqueueWhenIndexedAsync(WriteJob job, CancellationToken cancel)
    {
        try
        {
            while (_bounds.IsFull(_tail.Current))
            {
                if (await _maintenance.MakeRoomAsync(_bounds.IsFull).WaitAsync(cancel))
                    continue;
                job.Fail(_health.IsBroken ? StoreBrokenException.Refusal : "error: the index cannot be written");
                return;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The store is closing. The writer still takes jobs until it stops.
        }
        _writer.Enqueue(job);
    }

    /// <summary>Closes every part even if another one throws, and throws their exceptions at the end.</summary>
    async Task CloseAsync()
    {
        // Other callers of DisposeAsync wait for the gate only, not for the files.
        await Task.Yield();
        var failures = new List<Exception>();
        await EndAsync(_folder.EndControlAsync);
        await EndAsync(() => new(_maintenance.StopAsync()));
        await EndAsync(() => Do(_writer.Stop));
        await EndAsync(() => Do(() => _waiters.Release()));
        await EndAsync(() => Do(_index.Dispose));
        await EndAsync(() => Do(_log.Dispose));
        if (failures.Count == 0 && !_health.IsBroken)
            await EndAsync(() => Do(() => CleanStop.Note(_options.Path, "log", "index")));
        await EndAsync(() => Do(_folder.Dispose));
        if (failures.Count > 0)
            throw new AggregateException(failures);

        async ValueTask EndAsync(Func<ValueTask> part)
        {
            try
            {
                await part();
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        static ValueTask Do(Action end)
        {
            end();
            return default;
        }
    }

    async ValueTask<long> CountAsync(EventQuery query, HyperLogLog? authors, CancellationToken cancel)
    {
        var era = _eras.Enter();
        try
        {
            var running = new CountWalk(query, _bounds.Slices, authors, LastSequence);
            while (!await query.InTurnAsync((Store: this, running), static s => s.Store.RunSlice(s.running), cancel))
                await Task.Yield();
            return running.Count;
        }
        finally
        {
            era.Leave();
        }
    }

    SliceOutcome RunSlice(QueryWalk query, IEventSink sink)
    {
        var (before, lists) = (query.Scanned, query.Lists);
        SliceOutcome outcome;
        using (var view = OpenView())
        {
            outcome = query.RunSlice(view, sink, Now);
            _metrics?.Searched(query.Scanned - before, view);
        }
        query.Meter?.AddScanned(query.Scanned - before + query.Lists - lists);
        return outcome;
    }

    bool RunSlice(CountWalk count)
    {
        var (before, lists) = (count.Scanned, count.Lists);
        bool isDone;
        using (var view = OpenView())
        {
            isDone = count.RunSlice(view, Now);
            _metrics?.Searched(count.Scanned - before, view);
        }
        count.Meter?.AddScanned(count.Scanned - before + count.Lists - lists);
        return isDone;
    }

    void OnCommitted(WriteBatch batch)
    {
        _waiters.Release(batch.High);
        _maintenance.OnCommitted();
    }
}
