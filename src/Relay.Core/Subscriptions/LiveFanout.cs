using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Passes new events on to whoever subscribed to them: one consumer of what the store commits, in order, on a thread of
/// its own. Whoever hands over events only appends to a queue. Memory is bounded: when too many events wait, committed
/// ones are dropped and read back from the store later, and publishers of others wait.
/// </summary>
sealed class LiveFanout : ICommitListener, IAsyncDisposable
{
    readonly ISequencedStore? _store;
    readonly RemovalAnnouncer _removals;
    readonly LiveDispatcher _dispatcher;
    readonly ILogger _logger;
    readonly int _maxQueued;
    readonly Thread _thread;
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly object _gate = new();

    // All guarded by the gate, which is a monitor because the thread waits on it.
    List<Entry> _incoming = [];
    int _queued;
    long _behindTo;
    bool _isStopped;
    TaskCompletionSource? _room;

    List<Entry> _working = [];
    long _published;

    internal LiveFanout(HookPipeline pipeline, LiveDispatcher dispatcher, RemovalAnnouncer removals, ILogger logger, int maxQueued = 65_536)
    {
        _store = pipeline.Sequenced;
        _removals = removals;
        _dispatcher = dispatcher;
        _logger = logger;
        _maxQueued = maxQueued;
        _published = _store?.LastSequence ?? 0;
        _thread = new Thread(Run) { IsBackground = true, Name = "relay live fan-out" };
        _thread.Start();
        _store?.Listen(this);
    }

    /// <summary>Everything up to this number was passed on, or is at this moment; nothing beyond it was.</summary>
    internal long Published => Volatile.Read(ref _published);

    public bool WantsRemoved => _removals.WantsRemoved;

    public void OnCommitted(CommittedBatch batch)
    {
        _removals.OnCommitted(batch);
        if (batch.Stored.Count == 0)
            return;
        lock (_gate)
        {
            // Behind once, behind until everything is read back: order is kept by not queueing meanwhile.
            if (_behindTo > 0 || _queued + batch.Stored.Count > _maxQueued && _queued > 0)
            {
                _behindTo = batch.LastSequence;
            }
            else
            {
                _queued += batch.Stored.Count;
                _incoming.Add(new(batch, null));
            }
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Passes on an event that has no number; waits while too many events wait.</summary>
    internal ValueTask PublishAsync(LiveEvent e)
    {
        lock (_gate)
        {
            if (_queued < _maxQueued || _isStopped)
            {
                Enqueue(e);
                return default;
            }
        }
        return PublishLaterAsync(e);
    }

    /// <summary>Lets the thread pass on what waits and then end; completes when it has. Harmless when repeated.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isStopped = true;
            _room?.TrySetResult();
            Monitor.Pulse(_gate);
        }
        return new(_ended.Task);
    }

    async ValueTask PublishLaterAsync(LiveEvent e)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_queued < _maxQueued || _isStopped)
                {
                    Enqueue(e);
                    return;
                }
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }
            await room;
        }
    }

    void Enqueue(LiveEvent e)
    {
        _queued++;
        _incoming.Add(new(null, e));
        Monitor.Pulse(_gate);
    }

    void Run()
    {
        PassOnAll();
        _ended.SetResult();
    }

    void PassOnAll()
    {
        while (true)
        {
            long behindTo;
            lock (_gate)
            {
                while (_incoming.Count == 0 && _behindTo == 0)
                {
                    if (_isStopped)
                        return;
                    Monitor.Wait(_gate);
                }
                (_incoming, _working) = (_working, _incoming);
                behindTo = _behindTo;
            }
            foreach (var entry in _working)
            {
                if (entry.Batch is { } batch)
                    PassOn(batch);
                else
                {
                    PassOn(entry.Event!, sequence: null);
                    Forget(1);
                }
            }
            _working.Clear();
            if (behindTo > 0)
                CatchUp(behindTo);
        }
    }

    void PassOn(CommittedBatch batch)
    {
        // First the number, then the events: a subscription that becomes live in between has read the rest itself.
        Volatile.Write(ref _published, batch.LastSequence);
        for (var i = 0; i < batch.Stored.Count; i++)
            PassOn(new LiveEvent(batch.Stored[i].Event), batch.Stored[i].Sequence);
        Forget(batch.Stored.Count);
    }

    /// <summary>Reads back what was dropped, number by number, since the store gives events without their numbers.</summary>
    void CatchUp(long last)
    {
        _logger.FanoutBehind(last - _published);
        for (var sequence = _published + 1; sequence <= last; sequence++)
        {
            Volatile.Write(ref _published, sequence);
            foreach (var e in ReadBack(sequence))
                PassOn(new LiveEvent(e), sequence);
        }
        lock (_gate)
        {
            if (_behindTo == last)
                _behindTo = 0;
        }
    }

    IReadOnlyList<NostrEvent> ReadBack(long sequence)
    {
        try
        {
            return _store!.ReadSequence(sequence - 1, sequence);
        }
        catch (Exception exception)
        {
            _logger.ReadBackFailed(exception, sequence);
            return [];
        }
    }

    /// <summary>One event that fails must not end the thread, which is everybody's.</summary>
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
    }

    void Forget(int count)
    {
        lock (_gate)
        {
            _queued -= count;
            if (_room is null || _queued > _maxQueued / 2)
                return;
            _room.TrySetResult();
            _room = null;
        }
    }

    readonly record struct Entry(CommittedBatch? Batch, LiveEvent? Event);
}
