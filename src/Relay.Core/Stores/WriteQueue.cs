namespace Relay.Core;

/// <summary>A change of a store that waits for its writer.</summary>
public interface IWriteJob
{
    /// <summary>The number of events it adds. Transactions are bounded by it.</summary>
    int Events { get; }

    /// <summary>The number of bytes it adds or moves. Transactions are bounded by it, too.</summary>
    long Bytes { get; }
}

/// <summary>The queue of jobs for a store's writer. Many threads add jobs; one takes as many as fit a transaction.</summary>
public sealed class WriteQueue<TJob> where TJob : IWriteJob
{
    readonly object _gate = new();
    readonly Queue<TJob> _jobs = [];
    bool _isClosed;

    /// <summary>Adds a job. False if the queue is closed.</summary>
    public bool TryAdd(TJob job)
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

    /// <summary>Waits for a job. False if the queue is closed and empty.</summary>
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
    /// Takes jobs up to this many events and bytes, but at least one. If there is none, waits up to <paramref name="longest"/>. False if
    /// the queue is closed and empty.
    /// </summary>
    public bool Take(List<TJob> taken, int events, long bytes, TimeSpan longest)
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

    /// <summary>Closes the queue: it accepts no more jobs. The queued ones can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }
}
