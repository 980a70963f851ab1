using System.Diagnostics;
namespace Relay.Core;

/// <summary>
/// The thread that changes an engine. It empties the queue, decides each event by what the engine finds and by the batch so far, commits,
/// makes the commit visible, answers, and announces. The more it has to do, the larger the batches, and the less each commit costs an
/// event.
/// </summary>
sealed class EngineWriter
{
    /// <summary>The most events of a commit. This bounds how long its first event waits.</summary>
    const int MaxBatchEvents = 2000;

    /// <summary>The most bytes of a commit.</summary>
    const long MaxBatchBytes = 16 << 20;

    readonly IStoreEngine _engine;
    readonly EngineStoreServices _services;
    readonly StoreHealth _health;
    readonly ReplacedVersions _replaced;
    readonly KnownIds _known;
    readonly StoreCommitMetrics? _metrics;
    readonly WriteQueue<EngineJob> _queue = new();
    readonly Thread _thread;
    ICommitListener? _listener;
    EngineBatch? _doubted;
    volatile bool _isAway;
    volatile EngineState _state;

    public EngineWriter(
        IStoreEngine engine, EngineState state, EngineStoreServices services, StoreHealth health, ReplacedVersions replaced, KnownIds known)
    {
        (_engine, _state, _services, _health, _replaced, _known) = (engine, state, services, health, replaced, known);
        _metrics = services.Metrics is { } metrics ? new StoreCommitMetrics(metrics) : null;
        _metrics?.Watch(health);
        if (!engine.AnswersAtOnce)
            Recent = new RecentEvents(state.High);
        _thread = new Thread(Run) { Name = "relay store writer", IsBackground = true };
    }

    /// <summary>The state after the last commit. A number in it can be found by queries.</summary>
    public EngineState State => _state;

    /// <summary>The events of the last commits, if the engine cannot be asked for them at once; otherwise null.</summary>
    public RecentEvents? Recent { get; }

    /// <summary>
    /// Whether a server was away at the last job, so that nobody knows whether it is back, or whether the last commit was carried out. The
    /// next job finds out.
    /// </summary>
    public bool AwaitsServer => _isAway || Volatile.Read(ref _doubted) is not null;

    /// <summary>Called after each commit, on the writer's thread, with the earliest second in which one of its events expires.</summary>
    public Action<long>? Committed { get; set; }

    public void Start() => _thread.Start();

    public void Listen(ICommitListener listener) => _listener = listener;

    /// <summary>Queues a job. Fails it at once if the writer is stopping.</summary>
    public void Enqueue(EngineJob job)
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
        var jobs = new List<EngineJob>();
        while (true)
        {
            try
            {
                if (!_queue.Wait())
                    return;
                // Threads that are about to queue events run first, and their events join the batch.
                Thread.Yield();
                _queue.Take(jobs, MaxBatchEvents, MaxBatchBytes, TimeSpan.Zero);
                // The thread is the writer's own, so it may wait for an engine that answers later.
                WriteAsync(jobs).AsTask().GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                // Every failure that can be expected is caught where its meaning is known, so this is a bug. The jobs are still answered.
                _health.Break("its writer failed", exception);
                Fail(jobs, StoreBrokenException.Refusal);
            }
        }
    }

    /// <summary>
    /// Writes the jobs. The list always has exactly those that have no answer yet. Returns the answer that other jobs would get, too, if no
    /// job can succeed for now.
    /// </summary>
    async ValueTask<string?> WriteAsync(List<EngineJob> jobs)
    {
        if (_health.IsBroken)
        {
            Fail(jobs, StoreBrokenException.Refusal);
            return StoreBrokenException.Refusal;
        }
        EngineBatch batch;
        try
        {
            await SettleAsync();
            batch = await ApplyAsync(jobs);
            await CommitAsync(batch);
        }
        catch (Exception exception)
        {
            return await RecoverAsync(jobs, exception);
        }
        foreach (var job in jobs)
            job.Succeed();
        jobs.Clear();
        if (_isAway)
        {
            _isAway = false;
            _health.End(StoreCause.Commits);
        }
        Announce(batch);
        return null;
    }

    /// <summary>
    /// One job may be at fault or too large, so each gets a commit of its own, unless all would meet the same. A single one fails, unless
    /// it frees room and the watch could make some for it.
    /// </summary>
    async ValueTask<string?> RecoverAsync(List<EngineJob> jobs, Exception exception)
    {
        var failure = exception is CommitInDoubtException ? EngineFailure.Doubt : _engine.Judge(exception);
        if (failure.IsFinal)
        {
            _health.Break(failure.What, exception);
            Fail(jobs, StoreBrokenException.Refusal);
            return StoreBrokenException.Refusal;
        }
        if (jobs.Count > 1 && !failure.IsOutage)
            return await WriteEachAsync(jobs);
        if (jobs[0].IsRemoval && !failure.IsOutage && _services.Watch?.TryMakeRoom(_health) == true)
            return await WriteAsync(jobs);
        if (failure == EngineFailure.Unknown)
            EngineMessages.CommitFailed(_services.Logger, jobs.Count, exception);
        _health.Begin(
            StoreCause.Commits,
            new StoreComplaint(new StoreCondition(StoreState.NoEarlyAnswers, failure.What), Exception: exception));
        Fail(jobs, failure.Answer);
        _isAway = failure.IsOutage;
        return failure.IsOutage ? failure.Answer : null;
    }

    async ValueTask<string?> WriteEachAsync(List<EngineJob> jobs)
    {
        for (; jobs.Count > 0; jobs.RemoveAt(0))
        {
            if (await WriteAsync([jobs[0]]) is not { } outage)
                continue;
            jobs.RemoveAt(0);
            Fail(jobs, outage);
            return outage;
        }
        return null;
    }

    /// <summary>
    /// Finds out about a commit in doubt before anything else is decided. If it was carried out, it is announced like any other, although
    /// the clients whose events it has were told that nobody knew.
    /// </summary>
    async ValueTask SettleAsync()
    {
        if (_doubted is not { } doubted)
            return;
        if (await _engine.SettleAsync(CancellationToken.None))
        {
            Publish(doubted);
            Announce(doubted);
        }
        else
            _replaced.Withdraw(_state.High);
        Volatile.Write(ref _doubted, null);
        _health.End(StoreCause.Commits);
    }

    async ValueTask<EngineBatch> ApplyAsync(List<EngineJob> jobs)
    {
        var state = _state;
        var wanted = new EngineLookups();
        // What this batch itself keeps out stands in the batch.
        foreach (var job in jobs)
            job.Collect(wanted, state.HasTombstones);
        var found = new EngineFindings();
        if (!wanted.IsEmpty)
            await _engine.FindAsync(wanted, found, CancellationToken.None);
        var now = _services.Time.GetUtcNow().ToUnixTimeSeconds();
        var batch = new EngineBatch(_engine, found, state.High, state.Low, state.Vanishing, now, _health.Refusal);
        foreach (var job in jobs)
            await job.ApplyAsync(batch);
        return batch;
    }

    async ValueTask CommitAsync(EngineBatch batch)
    {
        if (batch.ToChanges() is not { } changes)
            return;
        var started = Stopwatch.GetTimestamp();
        // Before the commit: a reader that no longer finds a version in the engine then finds it there.
        _replaced.Add(batch.Replaced);
        try
        {
            await _engine.CommitAsync(changes, CancellationToken.None);
        }
        catch (CommitInDoubtException)
        {
            Volatile.Write(ref _doubted, batch);
            throw;
        }
        catch
        {
            if (batch.Replaced.Count > 0)
                _replaced.Withdraw(_state.High);
            throw;
        }
        _metrics?.Committed(batch.Events.Count, started);
        Publish(batch);
        _health.End(StoreCause.Commits);
    }

    void Publish(EngineBatch batch)
    {
        try
        {
            MakeVisible(batch);
        }
        catch (Exception exception)
        {
            // The engine has events that readers will never see, and the next batch would build on them.
            _health.Break("what was committed could not be made visible", exception);
            throw;
        }
    }

    void MakeVisible(EngineBatch batch)
    {
        Recent?.Add(batch.Events.Where(static e => e is { IsLive: true, IsDropped: false }).Select(static e => e.Row), batch.RemovedEvents);
        var before = _state;
        _state = new EngineState(batch.High, batch.Low, batch.Vanishing, before.HasTombstones || batch.HasGone);
        if (batch.HasGone)
            _replaced.Forget(batch.IsGone);
        if (!ReferenceEquals(before.Vanishing, batch.Vanishing))
            _known.Clear();
        foreach (var e in batch.RemovedEvents)
            _known.Remove(e.Id);
        var earliest = long.MaxValue;
        foreach (var e in batch.Events)
        {
            if (e.IsDropped)
                continue;
            if (e.Row.Event.View.HasExpiration)
                earliest = Math.Min(earliest, e.Row.Event.View.Expiration);
            else if (e.IsLive)
                _known.Add(e.Row.Event.Id, _known.Removals);
        }
        Committed?.Invoke(earliest);
    }

    void Announce(EngineBatch batch)
    {
        if (_listener is not { } listener || batch.Events.Count + batch.RemovedEvents.Count == 0)
            return;
        try
        {
            var stored = new List<CommittedEvent>(batch.Events.Count);
            foreach (var e in batch.Events)
            {
                if (e.IsLive)
                    stored.Add(e.Row);
            }
            listener.OnCommitted(new CommittedBatch(stored, batch.High, listener.WantsRemoved ? batch.RemovedEvents : []));
        }
        catch (Exception exception)
        {
            // Readers that follow the numbers have missed some, and would never know.
            _health.Break("what was committed could not be announced", exception);
        }
    }

    static void Fail(List<EngineJob> jobs, string reason)
    {
        foreach (var job in jobs)
            job.Fail(reason);
        jobs.Clear();
    }
}
