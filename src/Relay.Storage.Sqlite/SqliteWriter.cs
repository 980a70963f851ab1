using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>The connection that writes, in a transaction. One at a time.</summary>
sealed class SqliteWriter(SqliteConnection connection, WalBound wal) : ISqlTransaction
{
    static readonly SqlStatement Begin = new("BEGIN IMMEDIATE"), Commit = new("COMMIT"), Undo = new("ROLLBACK");

    /// <summary>Begins to write.</summary>
    public SqliteWriter Start()
    {
        // The last transaction could not be undone, as on a disk that failed.
        if (connection.IsInTransaction)
            connection[Undo].Step();
        connection[Begin].Step();
        return this;
    }

    public ValueTask ExecuteAsync(SqlStatement statement, SqlRows rows, CancellationToken cancel)
    {
        var prepared = connection[statement];
        for (var row = 0; row < rows.Count; row++)
        {
            var values = rows[row];
            for (var i = 0; i < values.Length; i++)
                prepared.Bind(i + 1, values[i]);
            prepared.Step();
        }
        return default;
    }

    public ValueTask CommitAsync(CancellationToken cancel)
    {
        connection[Commit].Step();
        wal.Committed();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        // SQLite has already undone a transaction that met some of the failures.
        if (connection.IsInTransaction)
            connection[Undo].Step();
        return default;
    }
}
