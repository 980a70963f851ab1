using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using MySqlConnector;
using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.MySql;

/// <summary>
/// MariaDB or MySQL as the server of a store. Statements are sent as texts, several in one packet. Their values are numbers and bytes,
/// written as such.
/// </summary>
sealed class MySqlDriver(MySqlConnections connections, ILogger logger) : ServerDriver
{
    /// <summary>What the server must take in one packet, so that the largest record has room in it, however it must be written.</summary>
    const long LeastPacket = 16 << 20;

    /// <summary>Up to about this size statements are sent together.</summary>
    const long UsualBatch = 4 << 20;

    /// <summary>More rows need more memory to find a plan than their statement saves.</summary>
    const int MostRows = 500;

    // Locks are the server's, not the database's, so the database is in the name.
    const string LockName = "CONCAT('nostr-relay:', SHA1(DATABASE()))";

    public override string Name => "MySQL";

    public override string Place => connections.Place;

    public override SqlDialect Dialect { get; } = new MySqlDialect();

    public override string CurrentSchema => "DATABASE()";

    public override string Size =>
        "SELECT CAST(SUM(data_length + index_length) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE()";

    public override DbDataSource Readers => connections.Readers;

    public override DbDataSource Writers => connections.Writers;

    public override (string? Before, string? After) Transaction => ("START TRANSACTION", "COMMIT");

    /// <summary>Adds bytes to the parameters of a statement, and returns the parameter's name.</summary>
    public static string Add(MySqlParameterCollection parameters, object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@{parameters.Count + 1}");
        parameters.Add(new MySqlParameter(name, value));
        return name;
    }

    // Unlike a command, a batch of MySqlConnector's waits for ever unless it is told otherwise.
    public override DbBatch BatchOn(DbConnection connection) =>
        new MySqlBatch((MySqlConnection)connection) { Timeout = connections.TimeoutSeconds };

    public override DbBatchCommand CommandOf(string text) => new MySqlBatchCommand(text);

    public override void Bind(DbParameterCollection parameters, SqlValue value) => Add(
        (MySqlParameterCollection)parameters,
        value.Kind switch
        {
            SqlValueKind.Number => value.Number,
            SqlValueKind.Bytes => value.Bytes,
            SqlValueKind.Numbers => $"[{List(value)}]",
            _ => throw new NotSupportedException("lists of keys are written into the text"),
        });

    public override string Bind(DbParameterCollection parameters, string text, ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var place = MySqlDialect.List(i + 1);
            if (!text.Contains(place, StringComparison.Ordinal))
                Bind(parameters, values[i]);
            else
            {
                text = text.Replace(place, List(values[i]), StringComparison.Ordinal);
                // Keeps the numbers of the others.
                Add((MySqlParameterCollection)parameters, DBNull.Value);
            }
        }
        return text;
    }

    public override IEnumerable<DbBatchCommand> Write(SqlStatement statement, SqlRows rows) =>
        new RowText(statement.Text).Commands(rows, MostRows, UsualBatch / 4).ToList();

    public override IEnumerable<IReadOnlyList<DbBatchCommand>> Batches(IReadOnlyList<DbBatchCommand> parts)
    {
        var batch = new List<DbBatchCommand>();
        var size = 0L;
        foreach (var part in parts)
        {
            var bytes = SizeOf(part);
            if (batch.Count > 0 && size + bytes > UsualBatch)
            {
                yield return batch;
                batch = [];
                size = 0;
            }
            batch.Add(part);
            size += bytes;
        }
        yield return batch;
    }

    public override async ValueTask CheckAsync(DbConnection connection, CancellationToken cancel)
    {
        if (!await IsNewEnoughAsync(connection, cancel))
            throw new StoreException($"The server of the {Place} is too old: the store needs MariaDB 10.6, MySQL 8.0, or a newer one.");
        var settings = await this.ReadNumbersAsync(
            connection, "SELECT @@max_allowed_packet, @@innodb_flush_log_at_trx_commit", cancel);
        if (settings[0] < LeastPacket)
        {
            throw new StoreException(
                $"The server of the {Place} takes packets of {settings[0] >> 10} KiB at most: set max_allowed_packet to 16M or more.");
        }
        if (settings[1] != 1)
            MySqlMessages.NotDurable(logger, Place, settings[1]);
    }

    public override ServerFault FaultOf(Exception exception) => MySqlFaults.Of(exception);

    public override bool IsAnswer(Exception exception) => exception is MySqlException { SqlState: not null }
        && FaultOf(exception) != ServerFault.Away;

    public override string TextOf(Exception exception) =>
        (exception is MySqlException { SqlState: not null } ? exception.Message : exception.GetBaseException().Message)
        .ReplaceLineEndings(" ");

    public override async ValueTask<bool> TryLockAsync(DbConnection connection, CancellationToken cancel) =>
        (await this.ReadNumbersAsync(connection, $"SELECT GET_LOCK({LockName}, 0)", cancel))[0] == 1;

    public override async ValueTask UnlockAsync(DbConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "DO RELEASE_ALL_LOCKS()";
        command.CommandTimeout = 1;
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override async ValueTask EndHolderAsync(DbConnection connection, CancellationToken cancel)
    {
        var holder = (await this.ReadNumbersAsync(connection, $"SELECT COALESCE(IS_USED_LOCK({LockName}), 0)", cancel))[0];
        if (holder == 0)
            return;
        try
        {
            await this.ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"KILL CONNECTION {holder}"), [], cancel);
            // Waits for its end.
            await this.ReadNumbersAsync(connection, $"SELECT GET_LOCK({LockName}, 2)", cancel);
        }
        catch (MySqlException exception) when (exception.ErrorCode is MySqlErrorCode.NoSuchThread or MySqlErrorCode.KillDenied)
        {
            // It has ended, or ends by itself once the server notices that its client is gone.
        }
    }

    static async ValueTask<bool> IsNewEnoughAsync(DbConnection connection, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT VERSION()";
        var text = (string)(await command.ExecuteScalarAsync(cancel))!;
        var least = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? new Version(10, 6) : new Version(8, 0);
        return Version.TryParse(text.Split('-')[0], out var version) && version >= least;
    }

    static string List(SqlValue value)
    {
        var text = new StringBuilder();
        if (value.Kind == SqlValueKind.Numbers)
            return text.AppendJoin(',', value.Numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture))).ToString();
        return text.AppendJoin(',', value.Keys.Select(static key => $"X'{Convert.ToHexString(key.Span)}'")).ToString();
    }

    static long SizeOf(DbBatchCommand part)
    {
        long size = part.CommandText.Length;
        foreach (DbParameter parameter in part.Parameters)
        {
            // A byte may need another one before it.
            if (parameter.Value is ReadOnlyMemory<byte> bytes)
                size += 2 * bytes.Length;
        }
        return size;
    }
}
