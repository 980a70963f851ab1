using System.Collections.Concurrent;

namespace Relay.AspNetCore;

/// <summary>
/// Wakes the send loops of its connections one after the other, on one pool thread at a time. A live event to a thousand connections then
/// costs one hand-over to the pool rather than a thousand. Thread-safe.
/// </summary>
sealed class SendQueue : IThreadPoolWorkItem
{
    readonly ConcurrentQueue<FrameOutbox> _waiting = new();
    int _isScheduled;

    /// <summary>Resumes this outbox's send loop soon, never on the calling thread.</summary>
    public void Add(FrameOutbox outbox)
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
            // A thread that adds after this schedules anew. The check that follows sees what was added before.
            Interlocked.Exchange(ref _isScheduled, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _isScheduled, 1) == 0);
    }
}
