using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Relay.Storage.Sql;

namespace Relay.Storage.Postgres;

/// <summary>PostgreSQL as the server of a store.</summary>
sealed class PostgresDriver(PostgresConnections connections) : ServerDriver
{
    // The relay's number among the programs that use such locks, and the schema of its tables.
    const string LockKey = "1314024569, (SELECT oid::int FROM pg_namespace WHERE nspname = current_schema())";

    // An OK means that an event is on disk, whatever is usual on the server.
    const string Lock =
        $"SELECT pg_try_advisory_lock({LockKey}), CASE WHEN current_setting('synchronous_commit') = 'off' "
        + "THEN set_config('synchronous_commit', 'on', false) END";

    const string Unlock = $"SELECT pg_advisory_unlock({LockKey})";

    const string EndHolder =
        "SELECT pg_terminate_backend(pid, 2000) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted "
        + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        + $"AND (classid, objid) = (SELECT a, b::oid FROM (VALUES ({LockKey})) AS k(a, b))";

    public override string Name => "PostgreSQL";

    public override string Place => connections.Place;

    public override SqlDialect Dialect { get; } = new PostgresDialect();

    public override string CurrentSchema => "current_schema()";

    public override string Size =>
        "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class "
        + "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace";

    public override DbDataSource Readers => connections.Readers;

    public override DbDataSource Writers => connections.Writers;

    public override DbBatchCommand CommandOf(string text) => new NpgsqlBatchCommand(text);

    public override void Bind(DbParameterCollection parameters, SqlValue value) => parameters.Add(value.Kind switch
    {
        SqlValueKind.Number => new NpgsqlParameter<long> { TypedValue = value.Number, NpgsqlDbType = NpgsqlDbType.Bigint },
        SqlValueKind.Bytes => Bytes(value.Bytes),
        SqlValueKind.Numbers => Numbers(value.Numbers as long[] ?? [.. value.Numbers]),
        _ => Keys([.. value.Keys]),
    });

    public override IEnumerable<DbBatchCommand> Write(SqlStatement statement, SqlRows rows)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        for (var column = 0; column < rows.Columns; column++)
            command.Parameters.Add(rows[0][column].Kind == SqlValueKind.Number ? NumbersIn(rows, column) : BytesIn(rows, column));
        return [command];
    }

    public override ServerFault FaultOf(Exception exception) => PostgresFaults.Of(exception);

    // A batch is a transaction. The server ends it at the first error.
    public override bool IsAnswer(Exception exception) => exception is PostgresException;

    public override string TextOf(Exception exception) =>
        (exception is PostgresException answer ? answer.MessageText : exception.GetBaseException().Message).ReplaceLineEndings(" ");

    public override async ValueTask<bool> TryLockAsync(DbConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Lock;
        // NULL if there is no schema: nothing can be done there, and the statement that tries says so.
        return await command.ExecuteScalarAsync(cancel) is not false;
    }

    public override async ValueTask UnlockAsync(DbConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Unlock;
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override async ValueTask EndHolderAsync(DbConnection connection, CancellationToken cancel)
    {
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = EndHolder;
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // It ends by itself once the server notices that its client is gone.
        }
    }

    static NpgsqlParameter Numbers(long[] numbers) =>
        new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    static NpgsqlParameter Bytes(ReadOnlyMemory<byte> bytes) =>
        new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea };

    static NpgsqlParameter Keys(ReadOnlyMemory<byte>[] keys) =>
        new NpgsqlParameter<ReadOnlyMemory<byte>[]> { TypedValue = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

    static NpgsqlParameter NumbersIn(SqlRows rows, int column)
    {
        var numbers = new long[rows.Count];
        for (var row = 0; row < numbers.Length; row++)
            numbers[row] = rows[row][column].Number;
        return Numbers(numbers);
    }

    static NpgsqlParameter BytesIn(SqlRows rows, int column)
    {
        var values = new ReadOnlyMemory<byte>[rows.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = rows[row][column].Bytes;
        return Keys(values);
    }
}
