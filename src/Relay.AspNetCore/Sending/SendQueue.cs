using System.Collections.Concurrent;

namespace Relay.AspNetCore;

/// <summary>
/// Wakes the send loops of its connections, one after the other, on one thread of the pool at a time. A live event to a
/// thousand connections so costs one hand-over to the pool rather than a thousand. Thread-safe.
/// </summary>
sealed class SendQueue : IThreadPoolWorkItem
{
    readonly ConcurrentQueue<FrameOutbox> _waiting = new();
    int _isScheduled;

    /// <summary>The send loop of this outbox goes on soon, never on the calling thread.</summary>
    internal void Add(FrameOutbox outbox)
    {
        _waiting.Enqueue(outbox);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            while (_waiting.TryDequeue(out var outbox))
                outbox.Resume();
            // Who adds from here on schedules anew; who added before is seen by the look that follows.
            Interlocked.Exchange(ref _isScheduled, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _isScheduled, 1) == 0);
    }
}
