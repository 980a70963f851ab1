using System.Runtime.ExceptionServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>One source's part of a merge: it writes into a bounded queue and waits while that is full.</summary>
sealed class MergeInput(EventQuery query, IEventSink merged, long now, CancellationTokenSource stop) : IEventSink
{
    const int Capacity = 128;

    readonly CancellationToken _stopped = stop.Token;
    readonly Queue<NostrEvent> _queue = [];
    readonly AsyncSignal _written = new(runContinuationsAsynchronously: true);
    readonly AsyncSignal _taken = new(runContinuationsAsynchronously: true);
    Task _source = Task.CompletedTask;
    volatile bool _isDone;

    /// <summary>Why the source ended before its time, if it did.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>The next event; null if there is none any more. Asked for after <see cref="FillAsync"/>.</summary>
    internal NostrEvent? Head { get; private set; }

    public bool IsComplete => merged.IsComplete;

    internal void Start(IQueryEventsHook source) => _source = RunAsync(source);

    /// <summary>Waits until the next event is known, or that there is none.</summary>
    internal async ValueTask FillAsync()
    {
        while (Head is null)
        {
            // Looked at before the queue: whatever a finished source wrote is in there.
            var isDone = _isDone;
            lock (_queue)
            {
                if (_queue.TryDequeue(out var e))
                    Head = e;
            }
            if (Head is not null)
                _taken.Set();
            else if (!isDone)
                await _written.WaitAsync();
            else if (Failure is null)
                return;
            else
                ExceptionDispatchInfo.Throw(Failure);
        }
    }

    internal NostrEvent? Take()
    {
        var e = Head;
        Head = null;
        return e;
    }

    /// <summary>Waits until the source has stopped, in whatever way.</summary>
    internal Task EndAsync() => _source;

    public bool TryWrite(EventView e)
    {
        if (e.IsExpiredAt(now) || !query.Visibility.CanSee(e) || !query.Filters.MatchAny(e))
            return true;
        lock (_queue)
        {
            if (_queue.Count == Capacity)
                return false;
            _queue.Enqueue(new NostrEvent(e));
        }
        _written.Set();
        return true;
    }

    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
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
        // Who merges may be waiting for a source that has nothing to say.
        if (Failure is not null)
            await stop.CancelAsync();
    }
}
