using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// Passes new events on to the subscriptions that match them. It has one thread, which handles what the store commits in order; code that
/// hands events over only appends to a queue. Memory is bounded: when too many events or bytes wait, committed events are dropped and read
/// back from the store later, and publishers of other events wait.
/// </summary>
sealed class LiveFanout : IAsyncDisposable
{
    const int KeptRoom = 1024;

    /// <summary>How long it waits before it asks a store again that did not answer.</summary>
    static readonly TimeSpan ReadBackPause = TimeSpan.FromSeconds(1);

    readonly ISequencedStore? _store;
    readonly LiveDispatcher _dispatcher;
    readonly ILogger _logger;
    readonly FanoutRoom _room;
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly object _gate = new();

    // The gate guards all of these. It is a monitor because the thread waits on it.
    List<Entry> _incoming = [];
    FanoutRoom _queued;
    long _behindTo;
    bool _isIdle;
    bool _isStopped;
    TaskCompletionSource? _freed;
    volatile TaskCompletionSource? _probe;

    // Used only by the thread.
    List<Entry> _working = [];
    readonly List<Entry> _early = [];
    long _published;

    public LiveFanout(
        ISequencedStore? store, SubscriptionIndex index, LiveDispatcher dispatcher, ILogger logger, FanoutRoom room, string name,
        UnannouncedEvents? unannounced = null)
    {
        _store = store;
        Unannounced = unannounced;
        Index = index;
        _dispatcher = dispatcher;
        _logger = logger;
        _room = room;
        _published = store?.LastSequence ?? 0;
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>The subscriptions that it serves.</summary>
    public SubscriptionIndex Index { get; }

    /// <summary>The stored events that it has not passed on yet, if they have no numbers; otherwise null.</summary>
    public UnannouncedEvents? Unannounced { get; }

    /// <summary>The highest number that was passed on or is being passed on.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>The events and bytes that wait.</summary>
    public FanoutRoom Queued
    {
        get
        {
            lock (_gate)
                return _queued;
        }
    }

    // Read with the gate held.
    bool IsUnheard => _isIdle && Index.IsEmpty && _early.Count == 0;

    /// <summary>Takes a batch of one or more events.</summary>
    public void OnCommitted(CommittedBatch batch)
    {
        var bytes = BytesOf(batch);
        lock (_gate)
        {
            if (IsUnheard)
            {
                // There is no subscription to pass it to. A subscription that comes now finds it in the store.
                Volatile.Write(ref _published, batch.LastSequence);
                return;
            }
            // Once behind, it queues nothing until everything is read back; so the order is kept.
            if (_behindTo > 0 || !_room.HasFor(batch.Stored.Count, bytes, _queued))
                _behindTo = batch.LastSequence;
            else
                Enqueue(new(batch, null, 0, batch.Stored.Count, bytes));
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Passes on an event that has no number, after the stored event with the number <paramref name="after"/>. Waits while too much waits.
    /// </summary>
    public ValueTask PublishAsync(LiveEvent e, long after = 0) => TryPublish(e, after) ? default : PublishLaterAsync(e, after);

    /// <summary>The same without waiting. False if too much waits.</summary>
    public bool TryPublish(LiveEvent e, long after)
    {
        lock (_gate)
        {
            if (IsUnheard)
            {
                // A subscription that comes now finds it in the store.
                End(e);
                return true;
            }
            if (!_isStopped && !_room.HasFor(1, e.Bytes, _queued))
                return false;
            Enqueue(new(null, e, after, 1, e.Bytes));
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Completes when the thread waits for events, has passed one on, or has ended.</summary>
    public Task ProbeAsync()
    {
        lock (_gate)
        {
            if (_isIdle || _ended.Task.IsCompleted)
                return Task.CompletedTask;
            return (_probe ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Lets the thread pass on the waiting events and then end. Completes when it has ended. May be called again.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isStopped = true;
            _freed?.TrySetResult();
            Monitor.Pulse(_gate);
        }
        return new(_ended.Task);
    }

    async ValueTask PublishLaterAsync(LiveEvent e, long after)
    {
        do
        {
            Task freed;
            lock (_gate)
            {
                _freed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_isStopped || _room.IsHalfFree(_queued))
                    _freed.TrySetResult();
                freed = _freed.Task;
                if (freed.IsCompleted)
                    _freed = null;
            }
            await freed;
        }
        while (!TryPublish(e, after));
    }

    void Enqueue(in Entry entry)
    {
        _queued = _queued.With(entry.Count, entry.Bytes);
        _incoming.Add(entry);
    }

    void Run()
    {
        PassOnAll();
        _ended.SetResult();
        GoOn();
    }

    void PassOnAll()
    {
        while (TryTake(out var behindTo))
        {
            foreach (var entry in _working)
            {
                if (entry.Batch is { } batch)
                    PassOn(batch, entry);
                else if (entry.After > _published)
                    _early.Add(entry);
                else
                    PassOnUnnumbered(entry);
            }
            _working.Clear();
            if (_working.Capacity > KeptRoom)
                _working.Capacity = KeptRoom;
            if (behindTo > 0)
                CatchUp(behindTo);
        }
    }

    bool TryTake(out long behindTo)
    {
        lock (_gate)
        {
            while (_incoming.Count == 0 && _behindTo == 0)
            {
                if (_isStopped)
                {
                    behindTo = 0;
                    return false;
                }
                _isIdle = true;
                GoOn();
                Monitor.Wait(_gate);
                _isIdle = false;
            }
            (_incoming, _working) = (_working, _incoming);
            behindTo = _behindTo;
            return true;
        }
    }

    void PassOn(CommittedBatch batch, in Entry entry)
    {
        // First the number, then the events: a subscription that becomes live in between has read these events itself.
        Volatile.Write(ref _published, batch.LastSequence);
        for (var i = 0; i < batch.Stored.Count; i++)
            PassOn(new LiveEvent(batch.Stored[i].Event), batch.Stored[i].Sequence);
        Forget(entry);
        PassOnEarly();
    }

    void PassOnUnnumbered(in Entry entry)
    {
        PassOn(entry.Event!, sequence: null);
        End(entry.Event!);
        Forget(entry);
    }

    /// <summary>Passes on events that arrived before the stored events that they must follow.</summary>
    void PassOnEarly()
    {
        var kept = 0;
        for (var i = 0; i < _early.Count; i++)
        {
            if (_early[i].After > _published)
                _early[kept++] = _early[i];
            else
                PassOnUnnumbered(_early[i]);
        }
        _early.RemoveRange(kept, _early.Count - kept);
    }

    /// <summary>
    /// Reads dropped events back. While the store does not answer, it tries again, and live events wait in the store: subscribers miss
    /// none. Nobody else waits for this thread.
    /// </summary>
    void CatchUp(long last)
    {
        _logger.FanoutBehind(last - _published);
        var isTold = false;
        while (_published < last && ReadBack(last, ref isTold) is { } range)
        {
            foreach (var (sequence, e) in range.Rows)
            {
                Volatile.Write(ref _published, sequence);
                PassOn(new LiveEvent(e), sequence);
            }
            Volatile.Write(ref _published, range.Read);
        }
        Volatile.Write(ref _published, last);
        PassOnEarly();
        lock (_gate)
        {
            if (_behindTo == last)
                _behindTo = 0;
        }
    }

    /// <summary>The next dropped events, once the store answers; null if it is broken or the relay ends.</summary>
    SequenceRange? ReadBack(long last, ref bool isTold)
    {
        while (true)
        {
            try
            {
                // The thread is this class's own, so it may wait for a store that answers later.
                return _store!.ReadSequenceAsync(_published, last, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }
            catch (StoreBrokenException)
            {
                // The store has logged that itself.
                if (_store is not IStoreHealth { Condition.State: not StoreState.Broken })
                    return null;
            }
            catch (Exception exception)
            {
                // An event that cannot be read must not stop those after it, and there may be thousands.
                if (!isTold)
                    _logger.ReadBackFailed(exception, _published + 1);
                isTold = true;
                return new SequenceRange([], _published + 1);
            }
            lock (_gate)
            {
                if (_isStopped)
                    return null;
                Monitor.Wait(_gate, ReadBackPause);
            }
        }
    }

    /// <summary>Passes one event on. A failure must not end the thread, which serves all subscriptions.</summary>
    void PassOn(LiveEvent e, long? sequence)
    {
        try
        {
            _dispatcher.PassOn(e, sequence);
        }
        catch (Exception exception)
        {
            _logger.FanoutFailed(exception, e.Event.Id);
        }
        if (_probe is not null)
            GoOn();
    }

    void End(LiveEvent e)
    {
        if (e.IsPromised)
            Unannounced?.End(e.Event.Id);
    }

    /// <summary>Answers those who asked whether the thread goes on.</summary>
    void GoOn()
    {
        lock (_gate)
        {
            _probe?.TrySetResult();
            _probe = null;
        }
    }

    void Forget(in Entry entry)
    {
        lock (_gate)
        {
            _queued = _queued.With(-entry.Count, -entry.Bytes);
            if (_freed is null || !_room.IsHalfFree(_queued))
                return;
            _freed.TrySetResult();
            _freed = null;
        }
    }

    static long BytesOf(CommittedBatch batch)
    {
        long bytes = 0;
        for (var i = 0; i < batch.Stored.Count; i++)
            bytes += LiveEvent.Overhead + batch.Stored[i].Event.Record.Length;
        return bytes;
    }

    readonly record struct Entry(CommittedBatch? Batch, LiveEvent? Event, long After, int Count, long Bytes);
}
