using System.Runtime.ExceptionServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>One source's part of a merge: it writes into a bounded queue and waits while that is full.</summary>
sealed class MergeInput(
    EventQuery query, IEventSink merged, long now, CancellationTokenSource stop, HookRunner? runner, bool mayFail = false)
    : IEventSink
{
    const int Capacity = 128;

    readonly CancellationToken _stopped = stop.Token;
    readonly Queue<NostrEvent> _queue = [];
    readonly AsyncSignal _written = new(runContinuationsAsynchronously: true);
    readonly AsyncSignal _taken = new(runContinuationsAsynchronously: true);
    IQueryEventsHook? _hook;
    Task _source = Task.CompletedTask;
    Bytes32 _lastId;
    volatile bool _isDone;

    // Runs while the merge waits for the source's next event. The time that the client takes to read does not count.
    ITimer? _deadline;
    long _waitingSince;
    bool _isAbandoned;

    /// <summary>Why the source ended too early; null if it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The next event; null if there are no more. Valid after <see cref="FillAsync"/>.</summary>
    public NostrEvent? Head { get; private set; }

    public bool IsComplete => merged.IsComplete;

    public void Start(IQueryEventsHook source)
    {
        _hook = source;
        _source = RunAsync(source);
    }

    /// <summary>Waits until the next event is known, or the end of the source, but not beyond the deadline of hooks.</summary>
    public async ValueTask FillAsync(CancellationToken cancel)
    {
        _waitingSince = 0;
        while (Head is null)
        {
            // Read before the queue: a finished source has written all its events to the queue.
            var isDone = _isDone;
            lock (_queue)
            {
                if (_queue.TryDequeue(out var e))
                    Head = e;
            }
            if (Head is not null)
                _taken.Set();
            else if (!isDone)
                await WaitForSourceAsync(cancel);
            else if (Failure is null || mayFail && !cancel.IsCancellationRequested)
                return;
            else
                ExceptionDispatchInfo.Throw(Failure);
        }
    }

    public NostrEvent? Take()
    {
        var e = Head;
        Head = null;
        return e;
    }

    /// <summary>
    /// Waits until the source has stopped, but not beyond the deadline of hooks. Does not wait at all if the query was cancelled or the
    /// source missed its deadline.
    /// </summary>
    public async ValueTask EndAsync(CancellationToken cancel)
    {
        _deadline?.Dispose();
        if (_isAbandoned || cancel.IsCancellationRequested)
            return;
        if (runner is null)
        {
            await _source;
            return;
        }
        await _source.WaitAsync(runner.Patience, runner.Time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_source.IsCompleted && !cancel.IsCancellationRequested)
            runner.TimedOut(typeof(IQueryEventsHook), _hook!);
    }

    public bool TryWrite(EventView e)
    {
        if (e.IsExpiredAt(now) || !query.Visibility.CanSee(e) || !query.Filters.MatchAny(e))
            return true;
        if (_stopped.IsCancellationRequested)
            return false;
        lock (_queue)
        {
            // An event that is repeated is no next event, so a source that repeats one without end misses its deadline.
            if (_lastId == e.Id)
                return true;
            if (_queue.Count == Capacity)
                return false;
            _queue.Enqueue(new NostrEvent(e));
            _lastId = e.Id;
        }
        _written.Set();
        return true;
    }

    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        _stopped.ThrowIfCancellationRequested();
        lock (_queue)
        {
            if (_queue.Count < Capacity)
                return;
        }
        using var registration = _stopped.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _taken);
        await _taken.WaitAsync();
        _stopped.ThrowIfCancellationRequested();
    }

    async Task RunAsync(IQueryEventsHook source)
    {
        // A source that blocks its thread must not keep the others from being asked, nor delay the deadline.
        await Task.Yield();
        try
        {
            await source.QueryEventsAsync(query, this, _stopped);
        }
        catch (Exception exception)
        {
            Failure = exception;
        }
        _isDone = true;
        _written.Set();
        // The merge may be waiting for another source that has nothing to send.
        if (Failure is not null && !mayFail)
            HookRunner.Observe(stop.CancelAsync());
    }

    async ValueTask WaitForSourceAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (runner is not null)
            SetDeadline(runner);
        await using var registration = cancel.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _written);
        await _written.WaitAsync();
    }

    void SetDeadline(HookRunner runner)
    {
        if (_waitingSince == 0)
            _waitingSince = runner.Time.GetTimestamp();
        var left = runner.Patience - runner.Time.GetElapsedTime(_waitingSince);
        if (left <= TimeSpan.Zero)
        {
            _isAbandoned = true;
            throw runner.TimedOut(typeof(IQueryEventsHook), _hook!);
        }
        _deadline ??= runner.Time.CreateTimer(
            static signal => ((AsyncSignal)signal!).Set(), _written, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadline.Change(left, Timeout.InfiniteTimeSpan);
    }
}
