using System.Data.Common;

namespace Relay.Storage.Sql;

/// <summary>
/// The connections that read, up to a fixed number. While the server is away nobody waits for it but one at a time: the others get the
/// failure that was met a moment ago. Thread-safe.
/// </summary>
sealed class ServerReaders(ServerDriver server, int most) : IAsyncDisposable
{
    /// <summary>How many milliseconds a failure to connect is the answer to everybody.</summary>
    const int Pause = 1000;

    readonly SemaphoreSlim _places = new(most, most);
    volatile Failure? _failure;

    sealed record Failure(long Until, Exception Exception);

    /// <summary>The most connections.</summary>
    public int Most => most;

    /// <summary>Takes a connection. Waits if all are in use; nobody uses one for long.</summary>
    public async ValueTask<DbConnection> TakeAsync(CancellationToken cancel)
    {
        await _places.WaitAsync(cancel);
        try
        {
            return await OpenAsync(cancel);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <summary>Opens another one in the place of one that was lost.</summary>
    public async ValueTask<DbConnection> OpenAsync(CancellationToken cancel)
    {
        if (_failure is { } failure && Environment.TickCount64 < failure.Until)
            throw new ServerException(ServerFault.Away, "the server was away a moment ago", failure.Exception);
        try
        {
            return await server.Readers.OpenConnectionAsync(cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _failure = new Failure(Environment.TickCount64 + Pause, exception);
            throw;
        }
    }

    /// <summary>Takes a connection back.</summary>
    public async ValueTask ReturnAsync(DbConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>The server answers again.</summary>
    public void Forget() => _failure = null;

    /// <summary>Waits until nobody reads.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < most; i++)
            await _places.WaitAsync();
        _places.Dispose();
    }
}
