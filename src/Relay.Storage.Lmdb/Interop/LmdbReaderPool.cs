namespace Relay.Storage.Lmdb;

/// <summary>Idle readers of an environment, the latest returned first. Thread-safe. An idle reader pins no pages.</summary>
sealed class LmdbReaderPool(LmdbEnvironment environment, int capacity)
{
    readonly Lock _gate = new();
    readonly Stack<LmdbReader> _idle = new();
    int _created;
    bool _closed;

    public int Rented
    {
        get
        {
            lock (_gate)
                return _created - _idle.Count;
        }
    }

    public LmdbReader Rent()
    {
        LmdbReader? reader;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, environment);
            if (!_idle.TryPop(out reader) && _created++ >= capacity)
            {
                _created--;
                throw new LmdbException(
                    LmdbError.ReadersFull,
                    $"All {capacity} snapshots of {environment.Path} are in use: some are held for too long, or not disposed.");
            }
        }

        try
        {
            if (reader is null)
                return new LmdbReader(environment, this);
            reader.Renew();
            return reader;
        }
        catch
        {
            Discard(reader);
            throw;
        }
    }

    public void Return(LmdbReader reader)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _idle.Push(reader);
                return;
            }
        }

        Discard(reader);
    }

    /// <summary>Ends the idle readers now, and the rented ones when they come back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var reader))
            {
                _created--;
                reader.Dispose();
            }
        }
    }

    void Discard(LmdbReader? reader)
    {
        reader?.Dispose();
        lock (_gate)
            _created--;
    }
}
