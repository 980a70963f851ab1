namespace Relay.Storage.Lmdb;

/// <summary>Jobs for the writer: many threads add, one takes all there is.</summary>
sealed class WriteQueue
{
    readonly object _gate = new();
    List<WriteJob> _jobs = [];
    bool _isClosed;

    /// <summary>Adds a job; false if the queue is closed.</summary>
    public bool TryAdd(WriteJob job)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _jobs.Add(job);
            if (_jobs.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Waits for jobs and takes all of them, in exchange for an empty list; false when the queue is closed and empty.</summary>
    public bool Take(ref List<WriteJob> taken)
    {
        lock (_gate)
        {
            while (_jobs.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);
            return Exchange(ref taken);
        }
    }

    /// <summary>The same, but waits no longer than this.</summary>
    public bool Take(ref List<WriteJob> taken, TimeSpan longest)
    {
        lock (_gate)
        {
            if (_jobs.Count == 0 && !_isClosed && longest > TimeSpan.Zero)
                Monitor.Wait(_gate, longest);
            return Exchange(ref taken);
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

    bool Exchange(ref List<WriteJob> taken)
    {
        taken.Clear();
        (taken, _jobs) = (_jobs, taken);
        return taken.Count > 0 || !_isClosed;
    }
}
