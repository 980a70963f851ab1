namespace Relay.Storage.Lmdb;

/// <summary>Holds the current tail. Readers only read it. The writer and the indexer replace it, one at a time.</summary>
sealed class TailHolder(Tail tail)
{
    readonly Lock _gate = new();
    volatile Tail _current = tail;

    public Tail Current => _current;

    /// <summary>Replaces the tail by the result of the function, and returns that.</summary>
    public Tail Update(Func<Tail, Tail> change)
    {
        lock (_gate)
            return _current = change(_current);
    }
}
