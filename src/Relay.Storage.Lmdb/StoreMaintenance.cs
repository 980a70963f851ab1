using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>What a store does by itself: indexing passes, the sweep of expired events, erasures, and a look at the free disk.</summary>
sealed class StoreMaintenance
{
    // Memory against the pages that a pass writes: a tail of 50,000 events takes some 15 MB. The larger the index, the more
    // events of a pass have a page for themselves; so a pass takes a fortieth of all events, up to some 60 MB.
    const int LeastPassEvents = 50_000, MostPassEvents = 200_000, PassesOverAll = 40;

    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestUnindexed = TimeSpan.FromSeconds(30);

    readonly EventLog _log;
    readonly PostingIndex _index;
    readonly TailHolder _tail;
    readonly ReadEras _eras;
    readonly Indexer _indexer;
    readonly EventWriter _writer;
    readonly LmdbStoreOptions _options;
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
        EventLog log, PostingIndex index, TailHolder tail, ReadEras eras, Indexer indexer, EventWriter writer,
        LmdbStoreOptions options, StoreBounds bounds, TimeProvider time, ILogger logger)
    {
        _log = log;
        _index = index;
        _tail = tail;
        _eras = eras;
        _indexer = indexer;
        _writer = writer;
        _options = options;
        _time = time;
        _logger = logger;
        _housekeeping = new Housekeeping(log, index, tail, writer, bounds, IndexAsync, time, logger, _stopping.Token);
    }

    public void Start()
    {
        _lastPass = _time.GetTimestamp();
        _passEvents = ChoosePassEvents();
        LookAtDisk();
        BeginErasures();
        _timer = _time.CreateTimer(_ => Run(TickAsync), null, Tick, Tick);
    }

    /// <summary>Called by the writer after each commit.</summary>
    public void OnCommitted()
    {
        // What a running pass is writing does not count: passes would follow each other with whatever has come meanwhile.
        var (events, entries) = (0, 0);
        foreach (var run in _tail.Current.Active)
            (events, entries) = (events + run.Events, entries + run.Entries);
        if ((events >= _passEvents || entries >= _passEvents * StoreBounds.EntriesOfAnEvent) && Interlocked.Exchange(ref _passQueued, 1) == 0)
            Run(IndexAsync);
        BeginErasures();
    }

    /// <summary>Runs a pass over everything committed so far; false if it failed, which is logged.</summary>
    public Task<bool> IndexAsync() => IndexAsync(static _ => true);

    /// <summary>Runs a pass if the tail is full after those that are running. Whoever asks meanwhile waits for the same.</summary>
    public Task<bool> MakeRoomAsync(Func<Tail, bool> isFull)
    {
        lock (_gate)
            return _makingRoom = _makingRoom is { IsCompleted: false } ? _makingRoom : IndexAsync(isFull);
    }

    async Task<bool> IndexAsync(Func<Tail, bool> isDue)
    {
        await _indexing.WaitAsync(_stopping.Token);
        try
        {
            if (!isDue(_tail.Current))
                return true;
            Volatile.Write(ref _passQueued, 0);
            _lastPass = _time.GetTimestamp();
            if (_writer.IsDiskLow)
            {
                await StoreThread.Run(() => _indexer.RemovalPass(_tail));
                await ForgetAsync();
            }
            await StoreThread.Run(() => _indexer.Pass(_tail, _eras));
            Volatile.Write(ref _passEvents, ChoosePassEvents());
            await ForgetAsync();
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            StoreLog.IndexingFailed(_logger, e);
            return false;
        }
        finally
        {
            _indexing.Release();
        }
    }

    /// <summary>Drops the records of what the index has forgotten; what fails is left for the next pass.</summary>
    async Task ForgetAsync()
    {
        foreach (var run in _tail.Current.Forgetting)
        {
            for (var forgotten = 0; forgotten < run.Removed.Length;)
            {
                var job = new ForgetJob(run, forgotten);
                _writer.Enqueue(job);
                if ((forgotten = await job.Task) < 0)
                    return;
            }
        }
    }

    /// <summary>Ends what is running; erasures go on when the store is opened again.</summary>
    public async Task StopAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        Task[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running);
        // A pass that somebody asked for ends before the files are closed.
        await _indexing.WaitAsync();
    }

    async Task TickAsync()
    {
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
            return;
        try
        {
            LookAtDisk();
            // Begun already, unless it failed.
            BeginErasures();
            await _housekeeping.SweepAsync();
            var tail = _tail.Current;
            if ((tail.Events > 0 || tail.Unforgotten > 0) && _time.GetElapsedTime(_lastPass) >= LongestUnindexed)
                await IndexAsync();
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    /// <summary>One erasure at a time.</summary>
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
        // A request that was committed just before.
        BeginErasures();
    }

    int ChoosePassEvents()
    {
        using var snapshot = _log.Environment.OpenSnapshot();
        return (int)Math.Clamp(_log.Count(snapshot) / PassesOverAll, LeastPassEvents, MostPassEvents);
    }

    void LookAtDisk()
    {
        var isLow = new DriveInfo(System.IO.Path.GetFullPath(_options.Path)).AvailableFreeSpace < (long)_options.MinFreeDiskMiB << 20;
        if (isLow && !_writer.IsDiskLow)
            StoreLog.DiskLow(_logger, _options.MinFreeDiskMiB);
        else if (!isLow && _writer.IsDiskLow)
            StoreLog.DiskEnough(_logger);
        _writer.IsDiskLow = isLow;
    }

    /// <summary>Starts work in the background and remembers it, so that closing the store waits for it.</summary>
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
                catch (Exception e)
                {
                    StoreLog.MaintenanceFailed(_logger, e);
                }
            }));
        }
    }
}
