using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>The idle readers of an environment. The last one returned is rented first. An idle reader pins no pages. Thread-safe.</summary>
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
                    MDBResultCode.ReadersFull,
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

    /// <summary>Ends the idle readers now, and the rented ones when they are returned.</summary>
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
