namespace Relay.Storage.Sql;

/// <summary>
/// A connection that only reads. Each statement sees whole commits. A later one may see later commits: what a query must not miss then, the
/// store has in its memory (<see cref="Core.QueryMoment"/>). Disposing of it gives the connection back.
/// </summary>
public interface ISqlSession : IAsyncDisposable
{
    /// <summary>Runs a statement and gives each row to <paramref name="read"/>, until that returns false.</summary>
    ValueTask ReadAsync<TState>(
        SqlStatement statement, SqlValue[] values, TState state, Func<TState, ISqlRow, bool> read, CancellationToken cancel);

    /// <summary>
    /// Runs several statements, with a server in one round trip, and gives each row to <paramref name="read"/> with the index of its
    /// statement.
    /// </summary>
    async ValueTask ReadAllAsync<TState>(
        IReadOnlyList<SqlCall> calls, TState state, Action<TState, int, ISqlRow> read, CancellationToken cancel)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            await ReadAsync(
                calls[i].Statement, calls[i].Values, (state, read, i),
                static (reading, row) =>
                {
                    reading.read(reading.state, reading.i, row);
                    return true;
                },
                cancel);
        }
    }
}

/// <summary>The connection that writes, in a transaction. Disposing of it before the commit undoes all.</summary>
public interface ISqlTransaction : IAsyncDisposable
{
    /// <summary>Runs a statement of changes for all rows of values, now or at the commit.</summary>
    ValueTask ExecuteAsync(SqlStatement statement, SqlRows rows, CancellationToken cancel);

    /// <summary>
    /// Completes when everything is as durable as the database promises and visible to statements that begin. Throws
    /// <see cref="Core.CommitInDoubtException"/> if nobody knows whether it was carried out.
    /// </summary>
    ValueTask CommitAsync(CancellationToken cancel);
}

/// <summary>A database with the tables of a store. Thread-safe, with one transaction at a time.</summary>
public interface ISqlDatabase : IAsyncDisposable
{
    /// <inheritdoc cref="Core.IStoreEngine.AnswersAtOnce"/>
    bool AnswersAtOnce => true;

    /// <summary>The statements in this database's dialect.</summary>
    SqlStatements Statements { get; }

    /// <summary>The secret key of the store, 16 random bytes that it got when it was made.</summary>
    ReadOnlyMemory<byte> Key { get; }

    /// <summary>Begins to read.</summary>
    ValueTask<ISqlSession> BeginReadAsync(CancellationToken cancel);

    /// <summary>Begins to write.</summary>
    ValueTask<ISqlTransaction> BeginWriteAsync(CancellationToken cancel);

    /// <inheritdoc cref="Core.IStoreEngine.SettleAsync"/>
    ValueTask<bool> SettleAsync(CancellationToken cancel) =>
        throw new NotSupportedException("this database always tells whether it has committed");

    /// <summary>The meaning of an exception of a statement.</summary>
    Core.EngineFailure Judge(Exception exception);
}
