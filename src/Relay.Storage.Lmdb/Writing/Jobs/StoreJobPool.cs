using System.Collections.Concurrent;

namespace Relay.Storage.Lmdb;

/// <summary>Idle store jobs for later events. Thread-safe.</summary>
sealed class StoreJobPool
{
    /// <summary>The most idle jobs: more than usually wait for one transaction. Further ones are left to the garbage collector.</summary>
    const int Capacity = 4096;

    readonly ConcurrentQueue<StoreJob> _idle = new();

    public StoreJob Rent() => _idle.TryDequeue(out var job) ? job : new StoreJob(this);

    public void Return(StoreJob job)
    {
        if (_idle.Count < Capacity)
            _idle.Enqueue(job);
    }
}
