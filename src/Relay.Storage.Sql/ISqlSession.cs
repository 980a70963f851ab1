namespace Relay.Storage.Sql;

/// <summary>
/// A connection in a transaction that only reads: all its statements see the database at one moment. Disposing of it ends that.
/// </summary>
public interface ISqlSession : IAsyncDisposable
{
    /// <summary>Runs a statement and gives each row to <paramref name="read"/>, until that returns false.</summary>
    ValueTask ReadAsync<TState>(
        SqlStatement statement, SqlValue[] values, TState state, Func<TState, ISqlRow, bool> read, CancellationToken cancel);
}

/// <summary>The connection that writes, in a transaction. Disposing of it before the commit undoes all.</summary>
public interface ISqlTransaction : ISqlSession
{
    /// <summary>Runs a statement that returns nothing once for each row of values.</summary>
    ValueTask ExecuteAsync(SqlStatement statement, SqlRows rows, CancellationToken cancel);

    /// <summary>Completes when everything is as durable as the database promises and visible to sessions that begin.</summary>
    ValueTask CommitAsync(CancellationToken cancel);
}

/// <summary>A database with the tables of a store. Thread-safe, with one transaction at a time.</summary>
public interface ISqlDatabase : IAsyncDisposable
{
    /// <summary>The statements in this database's dialect.</summary>
    SqlStatements Statements { get; }

    /// <summary>The secret key of the store, 16 random bytes that it got when it was made.</summary>
    ReadOnlyMemory<byte> Key { get; }

    /// <summary>Begins to read at the present moment.</summary>
    ValueTask<ISqlSession> BeginReadAsync(CancellationToken cancel);

    /// <summary>Begins to write.</summary>
    ValueTask<ISqlTransaction> BeginWriteAsync(CancellationToken cancel);

    /// <summary>The meaning of an exception of a statement.</summary>
    Core.EngineFailure Judge(Exception exception);
}
