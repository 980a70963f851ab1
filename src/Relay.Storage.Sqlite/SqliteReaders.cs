namespace Relay.Storage.Sqlite;

/// <summary>The connections that read: each opened when it is first needed, up to a fixed number. Thread-safe.</summary>
sealed class SqliteReaders(Func<SqliteConnection> open, int most) : IDisposable
{
    readonly SemaphoreSlim _places = new(most, most);
    readonly Stack<SqliteConnection> _idle = new();

    /// <summary>Takes a connection. Waits if all are in use; nobody uses one for long.</summary>
    public async ValueTask<SqliteConnection> TakeAsync(CancellationToken cancel)
    {
        await _places.WaitAsync(cancel);
        try
        {
            lock (_idle)
            {
                if (_idle.TryPop(out var connection))
                    return connection;
            }
            return open();
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <summary>Takes a connection back. One that is still in a transaction after a failure is closed.</summary>
    public void Return(SqliteConnection connection)
    {
        if (connection.IsInTransaction)
            connection.Dispose();
        else
        {
            lock (_idle)
                _idle.Push(connection);
        }
        _places.Release();
    }

    /// <summary>Waits until nobody reads, and keeps readers out until <see cref="Open"/>.</summary>
    public void Close()
    {
        for (var i = 0; i < most; i++)
            _places.Wait();
    }

    /// <summary>Lets readers in again.</summary>
    public void Open() => _places.Release(most);

    /// <summary>Closes all connections. Nobody may read.</summary>
    public void Dispose()
    {
        lock (_idle)
        {
            while (_idle.TryPop(out var connection))
                connection.Dispose();
        }
        _places.Dispose();
    }
}
