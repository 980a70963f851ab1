using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>A connection of the pool in a read transaction. SQLite answers at once, so every task is complete.</summary>
sealed class SqliteSession(SqliteReaders readers, SqliteConnection connection) : ISqlSession
{
    static readonly SqlStatement Begin = new("BEGIN"), End = new("COMMIT");

    /// <summary>Begins to read.</summary>
    public SqliteSession Start()
    {
        connection[Begin].Step();
        return this;
    }

    public ValueTask ReadAsync<TState>(
        SqlStatement statement, SqlValue[] values, TState state, Func<TState, ISqlRow, bool> read, CancellationToken cancel)
    {
        Read(connection[statement], values, state, read);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            connection[End].Step();
        }
        finally
        {
            readers.Return(connection);
        }
        return default;
    }

    /// <summary>Runs a statement.</summary>
    public static void Read<TState>(SqliteStatement prepared, SqlValue[] values, TState state, Func<TState, ISqlRow, bool> read)
    {
        for (var i = 0; i < values.Length; i++)
            prepared.Bind(i + 1, values[i]);
        while (prepared.Step())
        {
            var goesOn = false;
            try
            {
                goesOn = read(state, prepared);
            }
            finally
            {
                if (!goesOn)
                    prepared.Reset();
            }
            if (!goesOn)
                return;
        }
    }
}
