namespace Relay.Storage.Lmdb;

/// <summary>The tail that readers take. Readers only read it; the writer and the indexer replace it, one at a time.</summary>
sealed class TailHolder(Tail tail)
{
    readonly Lock _gate = new();
    volatile Tail _current = tail;

    public Tail Current => _current;

    /// <summary>Replaces the tail by what the function makes of it, and gives that.</summary>
    public Tail Update(Func<Tail, Tail> change)
    {
        lock (_gate)
            return _current = change(_current);
    }
}
