namespace Relay.Storage.Lmdb;

/// <summary>Jobs for the writer: many threads add, one takes what fits a transaction.</summary>
sealed class WriteQueue
{
    readonly object _gate = new();
    readonly Queue<WriteJob> _jobs = [];
    bool _isClosed;

    /// <summary>Adds a job; false if the queue is closed.</summary>
    public bool TryAdd(WriteJob job)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _jobs.Enqueue(job);
            if (_jobs.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for a job; false when the queue is closed and empty.</summary>
    public bool Wait()
    {
        lock (_gate)
        {
            while (_jobs.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);
            return _jobs.Count > 0;
        }
    }

    /// <summary>
    /// Takes as many jobs as have that many events and bytes, the first one in any case; waits no longer than this if there is none. False
    /// when the queue is closed and empty.
    /// </summary>
    public bool Take(List<WriteJob> taken, int events, long bytes, TimeSpan longest)
    {
        taken.Clear();
        lock (_gate)
        {
            if (_jobs.Count == 0 && !_isClosed && longest > TimeSpan.Zero)
                Monitor.Wait(_gate, longest);
            while (_jobs.TryPeek(out var job) && (taken.Count == 0 || job.Events <= events && job.Bytes <= bytes))
            {
                taken.Add(_jobs.Dequeue());
                events -= job.Events;
                bytes -= job.Bytes;
            }
            return taken.Count > 0 || !_isClosed;
        }
    }

    /// <summary>Takes no more jobs; what is queued is still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }
}
