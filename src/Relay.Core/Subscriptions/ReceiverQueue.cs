namespace Relay.Core;

/// <summary>
/// The live events of one connection that wait for hooks which decide about the receiver. They are handled one after the other, apart from
/// the fan-out and from other receivers. Hooks are asked about an event once, even if several of the connection's subscriptions match it.
/// The queue is bounded. It ends with its session, even if a hook hangs. Thread-safe.
/// </summary>
sealed class ReceiverQueue(SubscriptionServices services, ClientContext client, Budget backlogs) : IThreadPoolWorkItem
{
    /// <summary>Several of the store's largest batches: one burst must not close a receiver whose hooks are quick.</summary>
    public const int MaxEvents = 10_000;

    readonly Lock _gate = new();
    readonly CancellationTokenSource _ended = new();

    // The gate guards all of these.
    readonly Queue<Entry> _waiting = [];
    Backlog _backlog = new(MaxEvents, backlogs);
    bool _isRunning;
    bool _isOver;

    // Used by the one running thread. Kept when the queue becomes empty: the fan-out may be about to add the same event for another
    // subscription.
    LiveEvent? _asked;
    LiveEvent? _answer;

    /// <summary>Adds an event for a subscription. False if too much waits.</summary>
    public bool TryAdd(Subscription subscription, LiveEvent live, long? sequence)
    {
        lock (_gate)
        {
            if (_isOver)
                return true;
            if (!_backlog.TryTake(live))
                return false;
            _waiting.Enqueue(new(subscription, live, sequence));
            if (_isRunning)
                return true;
            _isRunning = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>Drops the waiting events. No more are taken.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _waiting.Clear();
            _backlog.GiveAll();
        }
        // Callbacks that hooks registered with the token run elsewhere, and nothing waits for them.
        HookRunner.Observe(_ended.CancelAsync());
    }

    /// <summary>Handles the waiting events on a pool thread.</summary>
    public void Execute() => _ = RunAsync();

    async Task RunAsync()
    {
        while (TryTake(out var entry))
        {
            var subscription = entry.Subscription;
            if (subscription.Closed.IsCancellationRequested)
                continue;
            if (!ReferenceEquals(_asked, entry.Event))
            {
                _asked = entry.Event;
                _answer = await AskAsync(_asked);
            }
            if (_answer is not null && subscription.TrySendLive(_answer, entry.Sequence))
                services.Metrics.LiveEventsSent(1);
        }
    }

    bool TryTake(out Entry entry)
    {
        lock (_gate)
        {
            _isRunning = _waiting.TryDequeue(out entry);
            if (_isRunning)
                _backlog.Give(entry.Event);
            return _isRunning;
        }
    }

    /// <summary>The event to send instead; null to send nothing.</summary>
    async ValueTask<LiveEvent?> AskAsync(LiveEvent live)
    {
        try
        {
            if (await services.Pipeline.PreventBroadcastAsync(client, live.Event, _ended.Token))
                return null;
            var e = await services.Pipeline.OverwriteResponseEventAsync(client, live.Event, _ended.Token);
            return ReferenceEquals(e, live.Event) ? live : new LiveEvent(e, live.IsPromised);
        }
        catch (Exception exception)
        {
            // Without a decision the event is not sent: a slow or failing hook must not let out what it would hide or change.
            if (exception is not OperationCanceledException || !_ended.IsCancellationRequested)
                services.Faults.EventFailed(exception, client.Id, live.Event.Id);
            return null;
        }
    }

    readonly record struct Entry(Subscription Subscription, LiveEvent Event, long? Sequence);
}
