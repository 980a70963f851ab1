using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>The database file of a store: one connection that writes and a few that read.</summary>
sealed class SqliteDatabase : ISqlDatabase
{
    readonly SqliteConnection _writer;
    readonly SqliteReaders _readers;
    readonly WalBound _wal;

    /// <summary>A database that owns the connection.</summary>
    public SqliteDatabase(string path, SqliteConnection writer, SqliteTuning tuning, ILogger logger)
    {
        _writer = writer;
        Key = SqliteFile.KeyOf(writer);
        tuning.ApplyToWriter(writer);
        _readers = new SqliteReaders(() => SqliteFile.OpenToRead(path, tuning), tuning.Readers);
        _wal = new WalBound(writer, _readers, tuning.Wal, logger);
    }

    public SqlStatements Statements { get; } = new(new SqliteDialect());

    public ReadOnlyMemory<byte> Key { get; }

    public ValueTask<ISqlSession> BeginReadAsync(CancellationToken cancel)
    {
        var taking = _readers.TakeAsync(cancel);
        return taking.IsCompletedSuccessfully ? new(Start(taking.Result)) : WaitAsync(taking);
    }

    public ValueTask<ISqlTransaction> BeginWriteAsync(CancellationToken cancel) => new(new SqliteWriter(_writer, _wal).Start());

    public EngineFailure Judge(Exception exception) => SqliteFaults.Judge(exception);

    public ValueTask DisposeAsync()
    {
        _readers.Close();
        _readers.Dispose();
        // The last connection copies the log into the file and deletes it.
        _writer.Dispose();
        return default;
    }

    ISqlSession Start(SqliteConnection connection)
    {
        try
        {
            return new SqliteSession(_readers, connection).Start();
        }
        catch
        {
            _readers.Return(connection);
            throw;
        }
    }

    async ValueTask<ISqlSession> WaitAsync(ValueTask<SqliteConnection> taking) => Start(await taking);
}
