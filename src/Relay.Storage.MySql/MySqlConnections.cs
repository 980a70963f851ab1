using System.Data.Common;
using System.Globalization;
using System.Net;
using MySqlConnector;
using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.MySql;

/// <summary>The connections of a store, made from a connection string.</summary>
sealed class MySqlConnections
{
    MySqlConnections(string place, MySqlConnectionStringBuilder readers, MySqlConnectionStringBuilder writers, ServerLimits limits)
    {
        Place = place;
        TimeoutSeconds = (int)readers.DefaultCommandTimeout;
        Writers = Source(writers, Settings(limits));
        Readers = Source(readers, Settings(limits) + "; SET SESSION TRANSACTION READ ONLY");
    }

    /// <summary>The database and its server, without a user or a password.</summary>
    public string Place { get; }

    /// <summary>How long this program waits for statements.</summary>
    public int TimeoutSeconds { get; }

    /// <summary>A pool.</summary>
    public MySqlDataSource Readers { get; }

    /// <summary>Without a pool.</summary>
    public MySqlDataSource Writers { get; }

    /// <summary>Throws <see cref="StoreException"/> if the connection string cannot be read.</summary>
    public static MySqlConnections Of(string connectionString, ServerLimits limits)
    {
        try
        {
            var readers = Read(connectionString, limits);
            readers.MaximumPoolSize = (uint)limits.Readers;
            readers.MinimumPoolSize = 0;
            var writers = new MySqlConnectionStringBuilder(readers.ConnectionString) { Pooling = false };
            if (readers.Database.Length == 0)
                throw new StoreException("The connection string of the store names no database: add Database=relay, or its name.");
            return new MySqlConnections(PlaceOf(readers), readers, writers, limits);
        }
        catch (MySqlException exception)
        {
            // The file of a socket does not exist.
            throw new StoreException($"The server of the store cannot be reached: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException
            or InvalidOperationException or OverflowException or InvalidCastException or NotSupportedException)
        {
            // What the exception says may have a part of the password.
            throw new StoreException(
                "The connection string of the store cannot be read: it consists of pairs such as Server=db.example;Database=relay, "
                + "separated by semicolons.");
        }
    }

    static MySqlConnectionStringBuilder Read(string connectionString, ServerLimits limits)
    {
        var read = new MySqlConnectionStringBuilder(connectionString);
        if (!Names(connectionString, "sslmode"))
            read.SslMode = IsLocal(read) ? MySqlSslMode.Preferred : MySqlSslMode.VerifyFull;
        if (read.ApplicationName.Length == 0)
            read.ApplicationName = "relay";
        read.Pooling = true;
        read.AutoEnlist = false;
        read.PersistSecurityInfo = false;
        // Sessions leave nothing behind that would have to be reset.
        read.ConnectionReset = false;
        read.IgnoreCommandTransaction = true;
        read.AllowLoadLocalInfile = false;
        read.AllowUserVariables = false;
        read.NoBackslashEscapes = false;
        read.ConnectionTimeout = (uint)limits.Connect.TotalSeconds;
        read.DefaultCommandTimeout = (uint)(limits.Statement + ServerLimits.Margin).TotalSeconds;
        read.Keepalive = 10;
        return read;
    }

    /// <summary>
    /// What a session needs, no matter what is usual on the server. Each server ignores the comment for the other one. Without the last
    /// setting of each, long lists would be answered by plans that walk whole lists or tables.
    /// </summary>
    static string Settings(ServerLimits limits) => string.Create(
        CultureInfo.InvariantCulture,
        $"SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', default_storage_engine = InnoDB, "
        + $"innodb_lock_wait_timeout = {Math.Max(1, (int)limits.Statement.TotalSeconds / 4)}, "
        + $"lock_wait_timeout = {Math.Max(1, (int)limits.Statement.TotalSeconds)}"
        + $"/*M!100600 , max_statement_time = {limits.Statement.TotalSeconds}, in_predicate_conversion_threshold = 0 */"
        + $"/*!80000 , max_execution_time = {(long)limits.Statement.TotalMilliseconds}, range_optimizer_max_mem_size = 0 */");

    static MySqlDataSource Source(MySqlConnectionStringBuilder settings, string first) =>
        new MySqlDataSourceBuilder(settings.ConnectionString)
            .UseConnectionOpenedCallback(async (context, cancel) =>
            {
                if ((context.Conditions & MySqlConnectionOpenedConditions.New) == 0)
                    return;
                await using var command = new MySqlCommand(first, context.Connection);
                await command.ExecuteNonQueryAsync(cancel);
            })
            .Build();

    static bool Names(string connectionString, string key) => new DbConnectionStringBuilder { ConnectionString = connectionString }
        .Keys.Cast<string>().Any(name => name.Replace(" ", "", StringComparison.Ordinal).Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether what is sent does not leave this machine.</summary>
    static bool IsLocal(MySqlConnectionStringBuilder read) =>
        read.ConnectionProtocol is MySqlConnectionProtocol.UnixSocket or MySqlConnectionProtocol.NamedPipe
        || read.Server.Split(',').All(static host => host.Trim() is "localhost" or [] or ['/', ..]
            || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    static string PlaceOf(MySqlConnectionStringBuilder read) =>
        read.ConnectionProtocol == MySqlConnectionProtocol.UnixSocket
            ? $"database {read.Database} at {read.Server}"
            : string.Create(CultureInfo.InvariantCulture, $"database {read.Database} at {read.Server}:{read.Port}");
}
