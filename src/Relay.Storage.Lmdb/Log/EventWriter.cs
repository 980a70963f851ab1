using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The one thread that writes the log: it drains the queue, decides each event against index, tail and batch, commits, publishes the
/// new tail, answers, and announces the batch. The busier it is, the larger the batches and the cheaper a sync per event.
/// </summary>
sealed class EventWriter
{
    /// <summary>Bounds the wait of the first job in a transaction.</summary>
    const int MaxBatchEvents = 2000;

    /// <summary>Bounds a transaction's dirty pages, which are memory until it is committed: some thirty of the largest events.</summary>
    internal const long MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>Events that a job of the store itself moves or erases at a time, so that events of clients come between.</summary>
    internal const int MaxMoved = 1000;

    readonly EventLog _log;
    readonly PostingIndex _index;
    readonly TailHolder _tail;
    readonly KnownIds _known;
    readonly LmdbStoreOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly StoreMetrics? _metrics;
    readonly WriteQueue _queue = new();
    readonly WriteBatch _batch = new();
    readonly TailRunBuilder _run;
    readonly Thread _thread;
    ICommitListener? _listener;
    bool _isOutOfSpace;
    long _lostHigh;

    public EventWriter(
        EventLog log, PostingIndex index, TailHolder tail, KnownIds known, LmdbStoreOptions options, TimeProvider time, ILogger logger,
        StoreMetrics? metrics = null)
    {
        _log = log;
        _index = index;
        _tail = tail;
        _known = known;
        _options = options;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _run = new TailRunBuilder(index.Hasher);
        _thread = new Thread(Run) { Name = "relay store writer", IsBackground = true };
    }

    /// <summary>Called after each commit that changed anything, on the writer's thread; must not block.</summary>
    public Action<WriteBatch>? Committed { get; set; }

    /// <summary>
    /// Called when a commit failed after some of its events had been answered, with the last of their numbers, on the writer's thread;
    /// must not block.
    /// </summary>
    public Action<long>? Lost { get; set; }

    /// <summary>Whether so little disk is free that only deletions are taken.</summary>
    public bool IsDiskLow { get; set; }

    public void Start() => _thread.Start();

    public void Listen(ICommitListener listener) => _listener = listener;

    /// <summary>Queues a job; it is failed at once if the writer is stopping.</summary>
    public void Enqueue(WriteJob job)
    {
        if (!_queue.TryAdd(job))
            job.Fail("error: the relay is shutting down");
    }

    /// <summary>Works off what is queued and ends the thread.</summary>
    public void Stop()
    {
        _queue.Close();
        if (_thread.IsAlive)
            _thread.Join();
    }

    void Run()
    {
        var jobs = new List<WriteJob>();
        while (_queue.Wait())
        {
            // A commit costs as much for one event as for a hundred. Where processors are scarce, threads that are ready have events in
            // hand: they go first, and these join the batch. On an idle machine this returns at once.
            Thread.Yield();
            _queue.Take(jobs, MaxBatchEvents, MaxBatchBytes, TimeSpan.Zero);
            Write(jobs);
        }
    }

    void Write(List<WriteJob> jobs)
    {
        if (_options.Sync == LmdbSync.Interval)
            WriteInterval(jobs);
        else
            WriteAndAnswer(jobs);
    }

    void WriteAndAnswer(List<WriteJob> jobs)
    {
        try
        {
            using var transaction = _log.Environment.BeginWrite();
            Apply(transaction, jobs);
            Commit(transaction);
        }
        catch (Exception) when (jobs.Count > 1)
        {
            // One job may be at fault, or too large: each gets a transaction of its own, and the others, deletions above all, pass.
            foreach (var job in jobs)
                WriteAndAnswer([job]);
            return;
        }
        catch (Exception e)
        {
            Fail(jobs, e);
            return;
        }
        foreach (var job in jobs)
            job.Succeed();
        Announce();
    }

    /// <summary>Answers before it commits, and keeps the transaction open for what arrives until the interval is over.</summary>
    void WriteInterval(List<WriteJob> jobs)
    {
        var answered = 0;
        var bytes = 0L;
        var round = jobs;
        // Who is owed an answer: a job that was answered may be somebody else's by now.
        var owed = jobs;
        try
        {
            using var transaction = _log.Environment.BeginWrite();
            var end = Stopwatch.GetTimestamp() + Stopwatch.Frequency * _options.SyncIntervalMilliseconds / 1000;
            var late = new List<WriteJob>();
            var scope = NewScope(transaction);
            using (var view = OpenView())
            {
                while (true)
                {
                    owed = round;
                    foreach (var job in round)
                    {
                        bytes += job.Bytes;
                        job.Apply(view, scope);
                    }
                    owed = late;
                    foreach (var job in round)
                    {
                        if (!job.MayAnswerEarly)
                        {
                            late.Add(job);
                            continue;
                        }
                        job.Succeed();
                        answered++;
                    }
                    var left = end - Stopwatch.GetTimestamp();
                    // Who waits for a commit waits no longer than for what is at hand.
                    if (late.Count > 0 || left <= 0 || _batch.Events.Count >= MaxBatchEvents || bytes >= MaxBatchBytes)
                        break;
                    round = [];
                    var longest = TimeSpan.FromSeconds((double)left / Stopwatch.Frequency);
                    if (!_queue.Take(round, MaxBatchEvents - _batch.Events.Count, MaxBatchBytes - bytes, longest))
                        break;
                }
                scope.WriteEvents();
            }
            Commit(transaction);
        }
        catch (Exception e)
        {
            Fail(owed, e);
            if (answered > 0)
            {
                StoreLog.LostAnswered(_logger, answered, e);
                // Their numbers are known outside: they are not given to others.
                _lostHigh = _batch.High;
                Lost?.Invoke(_lostHigh);
            }
            return;
        }
        foreach (var job in owed)
            job.Succeed();
        Announce();
    }

    void Apply(LmdbWriteTransaction transaction, List<WriteJob> jobs)
    {
        var scope = NewScope(transaction);
        using var view = OpenView();
        foreach (var job in jobs)
            job.Apply(view, scope);
        if (_batch.IsDirty)
            scope.WriteEvents();
    }

    WriteScope NewScope(LmdbWriteTransaction transaction)
    {
        _batch.Start(_tail.Current);
        _batch.High = Math.Max(_batch.High, _lostHigh);
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        return new WriteScope(_log, transaction, _batch, now, _listener is { WantsRemoved: true }, IsDiskLow);
    }

    StoreView OpenView() => new(_tail, _index, _log);

    void Commit(LmdbWriteTransaction transaction)
    {
        if (!_batch.IsDirty)
            return;
        var started = Stopwatch.GetTimestamp();
        transaction.Commit();
        _metrics?.Committed(_batch.Events.Count, started);
        _isOutOfSpace = false;
        _run.Clear();
        foreach (var e in _batch.Events)
        {
            if (!e.IsDropped)
                _run.Add(e.Event.View, e.Sequence);
        }
        foreach (var removal in _batch.Removed)
            _run.AddRemoved(removal);
        var run = _run.Build();
        var vanishing = _tail.Current.Vanishing;
        _tail.Update(tail => tail.Add(run, _batch.High, _batch.Low, _batch.Vanishing));
        foreach (var forgotten in _batch.Forgotten)
            _tail.Update(tail => tail.Forget(forgotten));
        UpdateKnown(isAnyoneVanishing: !ReferenceEquals(vanishing, _batch.Vanishing));
    }

    /// <summary>After the new tail is published, so that whoever finds an event from here on finds it there, and before an answer that waits for the commit.</summary>
    void UpdateKnown(bool isAnyoneVanishing)
    {
        if (isAnyoneVanishing)
            _known.Clear();
        foreach (ref readonly var id in CollectionsMarshal.AsSpan(_batch.RemovedIds))
            _known.Remove(id);
        foreach (var e in _batch.Events)
        {
            if (e.IsLive && !e.IsDropped && !e.Event.View.HasExpiration)
                _known.Add(e.Event.Id, _known.Removals);
        }
    }

    void Announce()
    {
        if (!_batch.IsDirty)
            return;
        Committed?.Invoke(_batch);
        if (_listener is null)
            return;
        var stored = new List<CommittedEvent>(_batch.Events.Count);
        foreach (var e in _batch.Events)
        {
            if (e.IsLive)
                stored.Add(new CommittedEvent(e.Sequence, e.Event));
        }
        _listener.OnCommitted(new CommittedBatch(stored, _batch.High, [.. _batch.RemovedEvents]));
    }

    void Fail(List<WriteJob> jobs, Exception e)
    {
        var isOutOfSpace = e is LmdbException { IsOutOfSpace: true };
        // A full disk refuses event after event: one line is enough until something is stored again.
        if (!isOutOfSpace || !_isOutOfSpace)
            StoreLog.CommitFailed(_logger, jobs.Count, e);
        _isOutOfSpace = isOutOfSpace;
        var reason = isOutOfSpace ? "error: the relay's disk is full" : "error: the event could not be stored";
        foreach (var job in jobs)
            job.Fail(reason);
    }
}
