namespace Relay.Core;

/// <summary>Lets reads of an engine in until the store closes, and the closing wait for those under way. Thread-safe.</summary>
sealed class ReadGate
{
    const int Closed = int.MinValue;

    readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _readers;

    /// <summary>Begins a read. Throws if the store was closed. The caller ends it with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (Interlocked.Increment(ref _readers) > 0)
            return;
        Leave();
        throw new StoreBrokenException(StoreBrokenException.Closed);
    }

    /// <summary>Ends a read.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _readers) == Closed)
            _empty.TrySetResult();
    }

    /// <summary>Lets no further reads in. Completes when the last one has ended.</summary>
    public Task CloseAsync()
    {
        if (Interlocked.Add(ref _readers, Closed) == Closed)
            _empty.TrySetResult();
        return _empty.Task;
    }
}
