using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Storage.Postings;

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
    public const long MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>Events that a job of the store itself moves or erases at a time, so that events of clients come between.</summary>
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
    readonly WriteQueue _queue = new();
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

    /// <summary>Called after each commit that changed anything, on the writer's thread; must not block.</summary>
    public Action<WriteBatch>? Committed { get; set; }

    /// <summary>
    /// Called when a commit failed after some of its events had been answered, with the last of their numbers, on the writer's thread;
    /// must not block.
    /// </summary>
    public Action<long>? Lost { get; set; }

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
        while (true)
        {
            try
            {
                if (!_queue.Wait())
                    return;
                // A commit costs as much for one event as for a hundred. Where processors are scarce, threads that are ready have events in
                // hand: they go first, and these join the batch. On an idle machine this returns at once.
                Thread.Yield();
                _queue.Take(jobs, MaxBatchEvents, MaxBatchBytes, TimeSpan.Zero);
                Write(jobs);
            }
            catch (Exception exception)
            {
                // Everything that may fail is caught where it is known what it means: this is a mistake. Who waits is answered all the
                // same.
                _health.Break("its writer failed", exception);
                Fail(jobs, StoreBrokenException.Refusal);
            }
        }
    }

    /// <summary>Works off the jobs; those in the list at any time are those that are owed an answer.</summary>
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
            else if (failure.Kind == WriteFailureKind.Disk && jobs[0].IsRemoval && _watch.UseReserve())
                WriteAndAnswer(jobs);
            else
                Fail(jobs, failure, exception);
            return;
        }
        Succeed(jobs);
        Announce();
    }

    /// <summary>
    /// One job may be at fault, or too large: each gets a transaction of its own, and the others, deletions above all, pass.
    /// </summary>
    void WriteEach(List<WriteJob> jobs)
    {
        // Who is not answered yet stays in the list.
        for (; jobs.Count > 0; jobs.RemoveAt(0))
            WriteAndAnswer([jobs[0]]);
    }

    /// <summary>Answers before it commits, and keeps the transaction open for what arrives until the interval is over.</summary>
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
                // A view pins the pages that it sees: there is none while the writer waits.
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
                // Who waits for a commit waits no longer than for what is at hand.
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

    /// <summary>Answers the jobs that do not wait for the commit; they leave the list, since they may be somebody else's by now.</summary>
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

    /// <summary>Stores what was answered before a commit that failed, under the same numbers: late, if it can be stored at all.</summary>
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
        // Their numbers are known outside: they are not given to others.
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
            // The log has what readers will never see, and the next batch would build upon it.
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
            // Whoever follows the numbers has missed some, and would never know.
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
