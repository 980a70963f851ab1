namespace Relay.Core;

/// <summary>
/// The live events of one connection that wait for hooks which decide about its receiver: one after the other, apart from the fan-out and
/// from other receivers. What a hook is asked, it is asked once, however many of the connection's subscriptions the event is for. Bounded;
/// ends with its session, whatever a hook does. Thread-safe.
/// </summary>
sealed class ReceiverQueue(SubscriptionServices services, ClientContext client, Budget backlogs) : IThreadPoolWorkItem
{
    /// <summary>Several of the store's largest batches: what comes at once must not close a receiver whose hooks are quick.</summary>
    public const int MaxEvents = 10_000;

    readonly Lock _gate = new();
    readonly CancellationTokenSource _ended = new();

    // All guarded by the gate.
    readonly Queue<Entry> _waiting = [];
    Backlog _backlog = new(MaxEvents, backlogs);
    bool _isRunning;
    bool _isOver;

    // Of whoever runs, one at a time. Kept when the queue runs empty: the fan-out may just be coming with another subscription.
    LiveEvent? _asked;
    LiveEvent? _answer;

    /// <summary>Takes an event for a subscription; false if too much waits.</summary>
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

    /// <summary>Forgets what waits, for good.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _waiting.Clear();
            _backlog.GiveAll();
        }
        // What hooks have registered with the token runs elsewhere, and nobody waits for it.
        HookRunner.Observe(_ended.CancelAsync());
    }

    /// <summary>Works off what waits, on a thread of the pool.</summary>
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

    /// <summary>What to send in the event's place; null for nothing.</summary>
    async ValueTask<LiveEvent?> AskAsync(LiveEvent live)
    {
        try
        {
            if (await services.Pipeline.PreventBroadcastAsync(client, live.Event, _ended.Token))
                return null;
            var e = await services.Pipeline.OverwriteResponseEventAsync(client, live.Event, _ended.Token);
            return ReferenceEquals(e, live.Event) ? live : new LiveEvent(e);
        }
        catch (Exception exception)
        {
            // Undecided is kept back: what a hook hides or changes must not go out because it is slow or fails.
            if (exception is not OperationCanceledException || !_ended.IsCancellationRequested)
                services.Faults.EventFailed(exception, client.Id, live.Event.Id);
            return null;
        }
    }

    readonly record struct Entry(Subscription Subscription, LiveEvent Event, long? Sequence);
}
