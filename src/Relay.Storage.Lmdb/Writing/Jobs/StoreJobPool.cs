using System.Collections.Concurrent;

namespace Relay.Storage.Lmdb;

/// <summary>Store jobs that wait for the next event. Thread-safe.</summary>
sealed class StoreJobPool
{
    /// <summary>More than can wait in one transaction's queue under usual load; the rest is left to the collector.</summary>
    const int Capacity = 4096;

    readonly ConcurrentQueue<StoreJob> _idle = new();

    public StoreJob Rent() => _idle.TryDequeue(out var job) ? job : new StoreJob(this);

    public void Return(StoreJob job)
    {
        if (_idle.Count < Capacity)
            _idle.Enqueue(job);
    }
}
