using LightningDB;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Files;

namespace Relay.Storage.Lmdb;

/// <summary>The store's background work: indexing passes, sweeps of expired events, erasures, and checks of the free disk.</summary>
sealed class StoreMaintenance
{
    // Weighs memory against the pages that a pass writes. A tail of 50,000 events takes some 15 MB. The larger the index, the more pages
    // receive only one event of a pass; so a pass takes a fortieth of all events, up to some 60 MB.
    const int LeastPassEvents = 50_000, MostPassEvents = 200_000, PassesOverAll = 40;

    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestUnindexed = TimeSpan.FromSeconds(30);

    readonly EventLog _log;
    readonly PostingIndex _index;
    readonly TailHolder _tail;
    readonly ReadEras _eras;
    readonly Indexer _indexer;
    readonly EventWriter _writer;
    readonly StoreHealth _health;
    readonly StoreDisk _disk;
    readonly DiskWatch _watch;
    readonly Backoff _passes;
    readonly StoreReaders _readers;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly CancellationTokenSource _stopping = new();
    readonly Housekeeping _housekeeping;
    readonly SemaphoreSlim _indexing = new(1, 1);
    readonly Lock _gate = new();
    readonly List<Task> _running = [];
    ITimer? _timer;
    long _lastPass;
    int _ticking;
    int _erasing;
    int _passQueued;
    int _passEvents;
    Task<bool>? _makingRoom;

    public StoreMaintenance(
        EventLog log, PostingIndex index, TailHolder tail, ReadEras eras, Indexer indexer, EventWriter writer, StoreHealth health,
        StoreDisk disk, DiskWatch watch, StoreBounds bounds, TimeProvider time, ILogger logger)
    {
        _log = log;
        _index = index;
        _tail = tail;
        _eras = eras;
        _indexer = indexer;
        _writer = writer;
        _health = health;
        _disk = disk;
        _watch = watch;
        _passes = new Backoff(time);
        _time = time;
        _logger = logger;
        _readers = new StoreReaders(log, index, time, logger);
        _housekeeping = new Housekeeping(log, index, tail, writer, health, bounds, IndexAsync, time, logger, _stopping.Token);
    }

    /// <summary>The readers of the store's files, as of the last tick.</summary>
    public StoreReaders Readers => _readers;

    public void Start()
    {
        _lastPass = _time.GetTimestamp();
        _passEvents = ChoosePassEvents();
        _watch.Look(_health);
        BeginErasures();
        _timer = _time.CreateTimer(_ => Run(TickAsync), null, Tick, Tick);
    }

    /// <summary>Called by the writer after each commit.</summary>
    public void OnCommitted()
    {
        // Events that a running pass is writing do not count, or passes would follow each other for the few events that came meanwhile.
        var (events, entries) = (0, 0);
        foreach (var run in _tail.Current.Active)
            (events, entries) = (events + run.Events, entries + run.Entries);
        if ((events >= _passEvents || entries >= _passEvents * StoreBounds.EntriesOfAnEvent)
            && !_passes.IsWaiting && Interlocked.Exchange(ref _passQueued, 1) == 0)
            Run(IndexAsync);
        BeginErasures();
    }

    /// <summary>
    /// Runs a pass over everything committed so far, even if earlier passes failed. False if this one failed; the health says why.
    /// </summary>
    public Task<bool> IndexAsync() => IndexAsync(static _ => true);

    /// <summary>Removes events by their ids. Returns how many were stored.</summary>
    public Task<int> RemoveAsync(ReadOnlyMemory<Bytes32> ids, CancellationToken cancel) => _housekeeping.RemoveAsync(ids, cancel);

    /// <summary>
    /// Runs a pass if the tail is still full after the running ones. Callers that ask meanwhile wait for the same pass. False if it failed,
    /// or if one failed so recently that another would fail too.
    /// </summary>
    public Task<bool> MakeRoomAsync(Func<Tail, bool> isFull)
    {
        if (_passes.IsWaiting)
            return Task.FromResult(false);
        lock (_gate)
            return _makingRoom = _makingRoom is { IsCompleted: false } ? _makingRoom : IndexAsync(isFull);
    }

    async Task<bool> IndexAsync(Func<Tail, bool> isDue)
    {
        await _indexing.WaitAsync(_stopping.Token);
        try
        {
            if (_health.IsBroken)
                return false;
            if (!isDue(_tail.Current))
                return true;
            Volatile.Write(ref _passQueued, 0);
            _lastPass = _time.GetTimestamp();
            // If writing is in trouble, removals come first, because they make room.
            if (_health.Condition.State != StoreState.Healthy)
            {
                await StoreThread.Run(() => _indexer.RemovalPass(_tail));
                await ForgetAsync();
            }
            await StoreThread.Run(() => _indexer.Pass(_tail, _eras));
            _passes.Succeeded();
            _health.End(StoreCause.Index);
            Volatile.Write(ref _passEvents, ChoosePassEvents());
            await ForgetAsync();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _passes.Failed();
            _watch.TryMakeRoom(_health);
            Complain(WriteFailure.Of(exception, _index.Environment, _disk), exception);
            return false;
        }
        finally
        {
            _indexing.Release();
        }
    }

    /// <summary>Drops the records of events that the index has forgotten. If that fails the next pass does it.</summary>
    async Task ForgetAsync()
    {
        foreach (var run in _tail.Current.Forgetting)
        {
            for (var forgotten = 0; forgotten < run.Removed.Length;)
            {
                var job = new ForgetJob(run, forgotten, _indexer.TakenOut);
                _writer.Enqueue(job);
                if ((forgotten = await job.Task) < 0)
                    return;
            }
        }
    }

    void Complain(WriteFailure failure, Exception exception)
    {
        if (failure.Kind == WriteFailureKind.Broken)
            _health.Break(CommitHealth.Panicked, exception);
        else
        {
            // The store still takes events until too many wait for the index. But if the disk refuses the index, it may refuse the log
            // next.
            var condition = new StoreCondition(StoreState.NoEarlyAnswers, $"the index cannot be written: {failure.What}");
            _health.Begin(StoreCause.Index, new StoreComplaint(condition, Exception: exception));
        }
    }

    /// <summary>Stops the background work. Erasures go on when the store is opened again.</summary>
    public async Task StopAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        Task[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running);
        // A pass that was asked for ends before the files are closed.
        await _indexing.WaitAsync();
    }

    /// <summary>Completes when the present background work has ended.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
            return Task.WhenAll(_running);
    }

    async Task TickAsync()
    {
        if (_health.IsBroken)
            return;
        // Also while a pass holds up the rest.
        _readers.Look();
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
            return;
        try
        {
            _watch.Look(_health);
            // Erasures have begun already, unless one failed.
            BeginErasures();
            await _housekeeping.SweepAsync();
            var tail = _tail.Current;
            var isLate = (tail.Events > 0 || tail.Unforgotten > 0) && _time.GetElapsedTime(_lastPass) >= LongestUnindexed;
            if (_passes.IsDue || isLate && !_passes.IsWaiting)
                await IndexAsync();
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    /// <summary>Starts the erasures unless they are running.</summary>
    void BeginErasures()
    {
        if (_tail.Current.Vanishing.Count > 0 && Interlocked.Exchange(ref _erasing, 1) == 0)
            Run(EraseAllAsync);
    }

    async Task EraseAllAsync()
    {
        try
        {
            await _housekeeping.EraseAllAsync();
        }
        finally
        {
            Volatile.Write(ref _erasing, 0);
        }
        // A request may have been committed just before the end.
        BeginErasures();
    }

    int ChoosePassEvents()
    {
        using var snapshot = _log.Environment.OpenSnapshot();
        return (int)Math.Clamp(_log.Count(snapshot) / PassesOverAll, LeastPassEvents, MostPassEvents);
    }

    /// <summary>Starts background work and remembers it, so that closing the store waits for it.</summary>
    void Run(Func<Task> work)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
                return;
            _running.RemoveAll(task => task.IsCompleted);
            _running.Add(Task.Run(async () =>
            {
                try
                {
                    await work();
                }
                catch (OperationCanceledException)
                {
                    // The store is closing.
                }
                catch (Exception exception)
                {
                    if (exception is LmdbException { Error: MDBResultCode.Panic })
                        _health.Break(CommitHealth.Panicked, exception);
                    if (!_health.IsBroken)
                        StoreMessages.MaintenanceFailed(_logger, exception);
                }
            }));
        }
    }
}
