using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The thread that writes the log. It empties the queue, decides each event by index, tail and batch, commits, publishes the new tail,
/// answers, and announces the batch. The more it has to do, the larger the batches, and the less each event's sync costs.
/// </summary>
sealed class EventWriter
{
    /// <summary>The most events of a transaction. This bounds how long its first job waits.</summary>
    const int MaxBatchEvents = 2000;

    /// <summary>The most bytes of a transaction. Its dirty pages take memory until the commit: some thirty of the largest events.</summary>
    public const long MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>How many events one of the store's own jobs moves or erases at a time, so that clients' events come between.</summary>
    public const int MaxMoved = 1000;

    readonly EventLog _log;
    readonly PostingIndex _index;
    readonly TailHolder _tail;
    readonly LmdbStoreOptions _options;
    readonly StoreBounds _bounds;
    readonly StoreHealth _health;
    readonly DiskWatch _watch;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly StoreMetrics? _metrics;
    readonly WriteQueue<WriteJob> _queue = new();
    readonly WriteBatch _batch = new();
    readonly List<TailRun> _forgotten = [];
    readonly CommitHealth _commits;
    readonly Publication _publication;
    readonly Thread _thread;
    ICommitListener? _listener;
    readonly List<Promise> _promises = [];
    bool _isKeepingPromises;
    long _lostHigh;

    public EventWriter(
        EventLog log, PostingIndex index, TailHolder tail, KnownIds known, LmdbStoreOptions options, StoreBounds bounds, StoreHealth health,
        StoreDisk disk, DiskWatch watch, TimeProvider time, ILogger logger, StoreMetrics? metrics = null)
    {
        _bounds = bounds;
        _health = health;
        _watch = watch;
        _commits = new CommitHealth(health, log.Environment, disk, time);
        _log = log;
        _index = index;
        _tail = tail;
        _options = options;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _publication = new Publication(log, tail, known, new TailRunBuilder(index.Hasher));
        _thread = new Thread(Run) { Name = "relay store writer", IsBackground = true };
    }

    /// <summary>Called after each commit that changed anything, on the writer's thread. Must not block.</summary>
    public Action<WriteBatch>? Committed { get; set; }

    /// <summary>
    /// Called on the writer's thread when a commit failed and some of its events had already been answered, with the last of their numbers.
    /// Must not block.
    /// </summary>
    public Action<long>? Lost { get; set; }

    public void Start() => _thread.Start();

    public void Listen(ICommitListener listener) => _listener = listener;

    /// <summary>Queues a job. Fails it at once if the writer is stopping.</summary>
    public void Enqueue(WriteJob job)
    {
        if (!_queue.TryAdd(job))
            job.Fail(StoreBrokenException.Closed);
    }

    /// <summary>Finishes the queued jobs and ends the thread.</summary>
    public void Stop()
    {
        _queue.Close();
        if (_thread.IsAlive)
            _thread.Join();
    }

    void Run()
    {
        var jobs = new List<WriteJob>();
        while (true)
        {
            try
            {
                if (!_queue.Wait())
                    return;
                // A commit costs as much for one event as for a hundred. If processors are busy, other threads may be about to queue
                // events: they run first, and their events join the batch. On an idle machine this returns at once.
                Thread.Yield();
                _queue.Take(jobs, MaxBatchEvents, MaxBatchBytes, TimeSpan.Zero);
                Write(jobs);
            }
            catch (Exception exception)
            {
                // Every failure that can be expected is caught where its meaning is known, so this is a bug. The waiting jobs are still
                // answered.
                _health.Break("its writer failed", exception);
                Fail(jobs, StoreBrokenException.Refusal);
            }
        }
    }

    /// <summary>Writes the jobs. The list always has exactly those jobs that have no answer yet.</summary>
    void Write(List<WriteJob> jobs)
    {
        if (_options.Sync == LmdbSync.Interval && _health.AllowsEarlyAnswers)
            WriteInterval(jobs);
        else
            WriteAndAnswer(jobs);
    }

    void WriteAndAnswer(List<WriteJob> jobs)
    {
        if (_health.IsBroken)
        {
            Fail(jobs, StoreBrokenException.Refusal);
            return;
        }
        try
        {
            using var transaction = _log.Environment.BeginWrite();
            Apply(transaction, jobs);
            Commit(transaction);
        }
        catch (Exception exception)
        {
            var failure = _commits.Judge(exception);
            if (failure.Kind != WriteFailureKind.Broken && jobs.Count > 1)
                WriteEach(jobs);
            else if (failure.Kind == WriteFailureKind.Disk && jobs[0].IsRemoval && _watch.TryMakeRoom(_health))
                WriteAndAnswer(jobs);
            else
                Fail(jobs, failure, exception);
            return;
        }
        Succeed(jobs);
        Announce();
    }

    /// <summary>
    /// One job may be at fault or too large. Each gets a transaction of its own, so that the others, above all deletions, succeed.
    /// </summary>
    void WriteEach(List<WriteJob> jobs)
    {
        // Jobs without an answer stay in the list.
        for (; jobs.Count > 0; jobs.RemoveAt(0))
            WriteAndAnswer([jobs[0]]);
    }

    /// <summary>Answers before it commits, and keeps the transaction open for further events until the interval is over.</summary>
    void WriteInterval(List<WriteJob> jobs)
    {
        _promises.Clear();
        try
        {
            using var transaction = _log.Environment.BeginWrite();
            var end = Stopwatch.GetTimestamp() + Stopwatch.Frequency * _options.SyncIntervalMilliseconds / 1000;
            var scope = NewScope(transaction);
            var bytes = 0L;
            while (true)
            {
                // A view keeps pages from being reused, so there is none while the writer waits.
                using (var view = OpenView())
                {
                    foreach (var job in jobs)
                    {
                        bytes += job.Bytes;
                        job.Apply(view, scope);
                    }
                }
                AnswerEarly(jobs);
                var left = end - Stopwatch.GetTimestamp();
                // A job that waits for the commit does not wait for further events.
                if (jobs.Count > 0 || left <= 0 || _batch.Events.Count >= MaxBatchEvents || bytes >= MaxBatchBytes)
                    break;
                var longest = TimeSpan.FromSeconds((double)left / Stopwatch.Frequency);
                if (!_queue.Take(jobs, MaxBatchEvents - _batch.Events.Count, MaxBatchBytes - bytes, longest))
                    break;
            }
            scope.WriteEvents();
            Commit(transaction);
        }
        catch (Exception exception)
        {
            KeepPromises(_commits.Judge(exception), exception);
            if (jobs.Count > 0)
                WriteAndAnswer(jobs);
            return;
        }
        Succeed(jobs);
        Announce();
    }

    /// <summary>
    /// Answers the jobs that do not wait for the commit. They leave the list, since their objects may already be in use for other events.
    /// </summary>
    void AnswerEarly(List<WriteJob> jobs)
    {
        var late = 0;
        for (var i = 0; i < jobs.Count; i++)
        {
            var job = jobs[i];
            if (!job.MayAnswerEarly)
            {
                jobs[late++] = job;
                continue;
            }
            if (job.Promise is { } promise)
                _promises.Add(promise);
            job.Succeed();
        }
        jobs.RemoveRange(late, jobs.Count - late);
    }

    /// <summary>Stores, under the same numbers, events that were answered before their commit failed: late, or not at all.</summary>
    void KeepPromises(WriteFailure failure, Exception exception)
    {
        if (_promises.Count == 0)
            return;
        var jobs = _promises.ConvertAll(static promise => new PromisedJob(promise));
        _isKeepingPromises = true;
        WriteAndAnswer([.. jobs]);
        _isKeepingPromises = false;
        if (jobs.FindLast(static job => job.IsLost) is not { } last)
            return;
        _commits.Failed(failure, exception, bytes: 0);
        StoreMessages.LostAnswered(_logger, jobs.Count(static job => job.IsLost), exception);
        // Clients and hooks know these numbers, so no other events get them.
        _lostHigh = Math.Max(_lostHigh, last.Sequence);
        Lost?.Invoke(_lostHigh);
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

    LogScope NewScope(LmdbWriteTransaction transaction)
    {
        var tail = _tail.Current;
        _batch.Start(tail.High, tail.Low, tail.Vanishing);
        _forgotten.Clear();
        _batch.High = Math.Max(_batch.High, _lostHigh);
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var refusal = _isKeepingPromises ? null : _health.Refusal;
        return new LogScope(_log, transaction, _batch, _forgotten, now, _listener is { WantsRemoved: true }, refusal);
    }

    StoreView OpenView() => new(_tail, _index, _log);

    void Commit(LmdbWriteTransaction transaction)
    {
        if (!_batch.IsDirty)
            return;
        var started = Stopwatch.GetTimestamp();
        transaction.Commit();
        try
        {
            _metrics?.Committed(_batch.Events.Count, started);
            _bounds.Publishing?.Invoke();
            _publication.Publish(_batch, _forgotten);
        }
        catch (Exception exception)
        {
            // The log has events that readers will never see, and the next batch would build on them.
            _health.Break("what was committed could not be made visible", exception);
            throw;
        }
        _commits.Succeeded(_batch);
    }

    void Announce()
    {
        if (!_batch.IsDirty)
            return;
        try
        {
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
        catch (Exception exception)
        {
            // Readers that follow the numbers have missed some, and would never know.
            _health.Break("what was committed could not be announced", exception);
        }
    }

    void Fail(List<WriteJob> jobs, WriteFailure failure, Exception exception)
    {
        if (failure.Kind == WriteFailureKind.Program)
            StoreMessages.CommitFailed(_logger, jobs.Count, exception);
        if (failure.Kind == WriteFailureKind.Disk)
            _commits.Failed(failure, exception, jobs.Sum(static job => job.Bytes));
        Fail(jobs, failure.Answer);
    }

    static void Fail(List<WriteJob> jobs, string reason)
    {
        foreach (var job in jobs)
            job.Fail(reason);
        jobs.Clear();
    }

    static void Succeed(List<WriteJob> jobs)
    {
        foreach (var job in jobs)
            job.Succeed();
        jobs.Clear();
    }
}
