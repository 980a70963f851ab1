using System.Data.Common;
using System.Diagnostics;
using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>The tables of a store on a database server, owned by this relay: one connection that writes and a few that read.</summary>
public sealed class ServerDatabase : ISqlDatabase
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    readonly ServerDriver _server;
    readonly ServerWriter _writer;
    readonly ServerReaders _readers;

    ServerDatabase(ServerDriver server, ServerLimits limits, ServerOwner owner, DbConnection connection, byte[] key)
    {
        (_server, Key) = (server, key);
        Statements = new SqlStatements(server.Dialect);
        _writer = new ServerWriter(server, limits, owner, connection);
        _readers = new ServerReaders(server, limits.Readers);
        Watch = new ServerWatch(server, _writer, _readers);
    }

    /// <summary>
    /// Takes the tables of a database, or makes them in an empty one. Owns the server's connections from then on. Throws
    /// <see cref="StoreException"/> with one line for the operator if that fails, and gives them back.
    /// </summary>
    public static async Task<ServerDatabase> OpenAsync(ServerDriver server, ServerLimits limits, CancellationToken cancel)
    {
        DbConnection? connection = null;
        try
        {
            connection = await server.Writers.OpenConnectionAsync(cancel);
            await server.CheckAsync(connection, cancel);
            if (!await TryLockAsync(server, limits, connection, cancel))
            {
                throw new StoreException(
                    $"Another relay uses the {server.Place}: stop it first, or give this relay a database of its own.");
            }
            var key = await new ServerSchema(server).PrepareAsync(connection, cancel);
            var owner = new ServerOwner(server);
            await owner.TakeAsync(connection, cancel);
            return new ServerDatabase(server, limits, owner, connection, key);
        }
        catch (Exception exception)
        {
            if (connection is not null)
                await server.CloseAsync(connection);
            await server.DisposeAsync();
            if (exception is StoreException || cancel.IsCancellationRequested)
                throw;
            throw ServerFailures.AtOpening(server, exception);
        }
    }

    /// <summary>
    /// Looks at a database without taking it, and gives the server's connections back. Throws <see cref="StoreException"/> with one line
    /// for the operator if it cannot be used.
    /// </summary>
    public static async Task<ServerReport> ExamineAsync(ServerDriver server, CancellationToken cancel)
    {
        await using var _ = server;
        try
        {
            await using var connection = await server.Writers.OpenConnectionAsync(cancel);
            return await ReportAsync(server, connection, isUsed: !await server.TryLockAsync(connection, cancel), cancel);
        }
        catch (Exception exception) when (exception is not StoreException && !cancel.IsCancellationRequested)
        {
            throw ServerFailures.AtOpening(server, exception);
        }
    }

    /// <summary>Looks at the database that this relay owns.</summary>
    public async Task<ServerReport> ReportAsync(CancellationToken cancel)
    {
        await using var connection = await _server.Writers.OpenConnectionAsync(cancel);
        return await ReportAsync(_server, connection, isUsed: true, cancel);
    }

    /// <summary>Notices outages, for the health of the store.</summary>
    public IStoreWatch Watch { get; }

    /// <inheritdoc/>
    public bool AnswersAtOnce => false;

    /// <inheritdoc/>
    public SqlStatements Statements { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Key { get; }

    /// <inheritdoc/>
    public async ValueTask<ISqlSession> BeginReadAsync(CancellationToken cancel) =>
        new ServerSession(_server, _readers, await _readers.TakeAsync(cancel));

    /// <inheritdoc/>
    public ValueTask<ISqlTransaction> BeginWriteAsync(CancellationToken cancel) => new(new ServerTransaction(_server, _writer));

    /// <inheritdoc/>
    public ValueTask<bool> SettleAsync(CancellationToken cancel) => _writer.SettleAsync(cancel);

    /// <summary>The line for the operator if an exception keeps a store from being opened.</summary>
    public StoreException Explain(Exception exception) => ServerFailures.AtOpening(_server, exception);

    /// <inheritdoc/>
    public EngineFailure Judge(Exception exception) => ServerFailures.Judge(_server, exception);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _writer.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>The server may notice only a moment later that a relay which was killed is gone.</summary>
    static async Task<bool> TryLockAsync(ServerDriver server, ServerLimits limits, DbConnection connection, CancellationToken cancel)
    {
        for (var started = Stopwatch.GetTimestamp(); !await server.TryLockAsync(connection, cancel); await Task.Delay(Pause, cancel))
        {
            if (Stopwatch.GetElapsedTime(started) > limits.Settle)
                return false;
        }
        return true;
    }

    static async Task<ServerReport> ReportAsync(ServerDriver server, DbConnection connection, bool isUsed, CancellationToken cancel)
    {
        var isEmpty = await new ServerSchema(server).IsEmptyAsync(connection, cancel);
        var bytes = server.Size is { } size && !isEmpty ? (await server.ReadNumbersAsync(connection, size, cancel))[0] : (long?)null;
        return new ServerReport(server.Place, $"{server.Name} {connection.ServerVersion}", bytes, isEmpty, isUsed);
    }
}
