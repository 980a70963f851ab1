using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>The one connection that writes. A lost one is replaced, at a commit or when the watch looks. Thread-safe.</summary>
sealed class ServerWriter(ServerDriver server, ServerLimits limits, ServerOwner owner, DbConnection connection) : IAsyncDisposable
{
    /// <summary>How often a commit is tried that the server undid, or that was lost with its connection and not carried out.</summary>
    const int MostTries = 4;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    readonly SemaphoreSlim _gate = new(1, 1);
    DbConnection? _connection = connection;
    bool _isLocked = true;
    bool _isInDoubt;
    bool _isClosed;

    /// <summary>Carries out all statements or none, in one round trip.</summary>
    public async ValueTask CommitAsync(IReadOnlyList<DbBatchCommand> commands, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            if (_isInDoubt)
                throw new InvalidOperationException("The commit before this one is in doubt.");
            for (var left = MostTries - 1; !await TryCommitAsync(commands, left > 0, cancel); left--)
                commands = [.. commands.Select(Again)];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Finds out whether the commit in doubt was carried out.</summary>
    public async ValueTask<bool> SettleAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            if (!_isInDoubt)
                throw new InvalidOperationException("No commit is in doubt.");
            return await ConnectAsync(cancel);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Looks whether the server answers and the tables are this relay's, and replaces a lost connection. False if there was nothing to be
    /// found out: the writer is busy and meets every failure itself.
    /// </summary>
    public async ValueTask<bool> LookAsync(CancellationToken cancel)
    {
        if (!_gate.Wait(0, cancel))
            return false;
        try
        {
            if (_isInDoubt || _isClosed)
                return false;
            if (_connection is { } connection && await AnswersAsync(connection, cancel))
                return true;
            await ConnectAsync(cancel);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        _isClosed = true;
        if (_connection is { } connection)
            await server.CloseAsync(connection);
        _connection = null;
        _gate.Release();
    }

    /// <summary>The same part of a batch, which knows nothing of the connection on which it was tried.</summary>
    DbBatchCommand Again(DbBatchCommand tried)
    {
        var again = server.CommandOf(tried.CommandText);
        var parameters = tried.Parameters.Cast<DbParameter>().ToArray();
        tried.Parameters.Clear();
        again.Parameters.AddRange(parameters);
        return again;
    }

    /// <summary>False if it was not carried out and may be tried again.</summary>
    async ValueTask<bool> TryCommitAsync(IReadOnlyList<DbBatchCommand> commands, bool mayFail, CancellationToken cancel)
    {
        if (_connection is null)
            await ConnectAsync(cancel);
        var connection = _connection!;
        try
        {
            var (before, after) = server.Transaction;
            DbBatchCommand[] begin = before is null ? [] : [server.CommandOf(before)], end = after is null ? [] : [server.CommandOf(after)];
            foreach (var parts in server.Batches([.. begin, owner.Counting(), .. commands, .. end]))
            {
                await using var batch = server.BatchOn(connection);
                foreach (var part in parts)
                    batch.BatchCommands.Add(part);
                await server.PrepareAsync(batch, cancel);
                await batch.ExecuteNonQueryAsync(cancel);
            }
            owner.Count();
            return true;
        }
        catch (Exception exception) when (server.IsAnswer(exception) && connection.State == ConnectionState.Open)
        {
            await UndoAsync(connection, cancel);
            var fault = server.FaultOf(exception);
            if (fault == ServerFault.NoValue)
                throw new ServerException(ServerFault.Taken, "the commit found another epoch or session", exception);
            if (fault != ServerFault.Conflict || !mayFail)
                throw;
            return false;
        }
        catch (Exception exception)
        {
            _isInDoubt = true;
            if (await SettleWithinLimitAsync(exception, cancel))
                return true;
            if (mayFail)
                return false;
            throw;
        }
    }

    /// <summary>Ends the transaction of statements of which one failed, where that has not ended it.</summary>
    async ValueTask UndoAsync(DbConnection connection, CancellationToken cancel)
    {
        if (server.Transaction.Before is null)
            return;
        try
        {
            await server.ExecuteAsync(connection, "ROLLBACK", [], cancel);
        }
        catch (Exception exception) when (server.IsLoss(exception))
        {
            // The end of the connection undoes it, too.
            await DropAsync();
        }
    }

    /// <summary>A server that is restarted comes back soon, and then tells whether it has carried out the commit.</summary>
    async ValueTask<bool> SettleWithinLimitAsync(Exception cause, CancellationToken cancel)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, cancel))
        {
            try
            {
                return await ConnectAsync(cancel);
            }
            catch (Exception exception) when (exception is not ServerException)
            {
                if (Stopwatch.GetElapsedTime(started) > limits.Settle)
                    throw new CommitInDoubtException("the connection to the database was lost during a commit", cause);
            }
        }
    }

    /// <summary>Whether the connection is good. One that is not is dropped.</summary>
    async ValueTask<bool> AnswersAsync(DbConnection connection, CancellationToken cancel)
    {
        try
        {
            await owner.ThrowIfTakenAsync(connection, cancel);
            // The connection before, which the server has not given up yet, may have had it.
            _isLocked = _isLocked || await server.TryLockAsync(connection, cancel);
            return true;
        }
        catch (Exception exception) when (exception is not ServerException)
        {
            await DropAsync();
            return false;
        }
    }

    /// <summary>Replaces the connection. Returns whether the commit in doubt, if there is one, was carried out.</summary>
    async ValueTask<bool> ConnectAsync(CancellationToken cancel)
    {
        await DropAsync();
        var connection = await server.Writers.OpenConnectionAsync(cancel);
        try
        {
            _isLocked = await server.TryLockAsync(connection, cancel);
            if (!_isLocked)
            {
                // Nobody has taken the tables, so the lock and perhaps a transaction belong to the connection that was lost.
                await owner.ThrowIfTakenAsync(connection, cancel);
                await server.EndHolderAsync(connection, cancel);
                _isLocked = await server.TryLockAsync(connection, cancel);
            }
            var wasCarriedOut = await owner.RejoinAsync(connection, _isInDoubt, cancel) == 1;
            _connection = connection;
            _isInDoubt = false;
            return wasCarriedOut;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    async ValueTask DropAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception exception) when (server.IsLoss(exception))
        {
            // It was lost.
        }
    }
}
