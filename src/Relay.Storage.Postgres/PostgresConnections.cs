using System.Data.Common;
using System.Net;
using Npgsql;
using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.Postgres;

/// <summary>The connections of a store, made from a connection string.</summary>
sealed class PostgresConnections
{
    // The statements of a store have one good plan each, whatever is in the tables: a loop over what is given, and the index that fits. The
    // planner would choose others from what it guesses about lists that it does not know, and plan each time anew.
    static readonly string[] Planning =
    [
        "plan_cache_mode=force_generic_plan", "join_collapse_limit=1", "enable_seqscan=off", "enable_bitmapscan=off",
        "enable_hashjoin=off", "enable_mergejoin=off", "enable_material=off", "max_parallel_workers_per_gather=0", "jit=off",
    ];

    // A server that has lost its client gives up the client's locks.
    static readonly string[] Keeping = ["tcp_keepalives_idle=10", "tcp_keepalives_interval=5", "tcp_keepalives_count=3"];

    PostgresConnections(string place, string readers, string writers)
    {
        Place = place;
        (Readers, Writers) = (Source(readers), Source(writers));
    }

    /// <summary>The database and its server, without a user or a password.</summary>
    public string Place { get; }

    /// <summary>A pool.</summary>
    public NpgsqlDataSource Readers { get; }

    /// <summary>Without a pool.</summary>
    public NpgsqlDataSource Writers { get; }

    /// <summary>Throws <see cref="StoreException"/> if the connection string cannot be read.</summary>
    public static PostgresConnections Of(string connectionString, ServerLimits limits)
    {
        try
        {
            var readers = Read(connectionString, limits);
            readers.MaxPoolSize = limits.Readers;
            readers.MinPoolSize = 0;
            var writers = new NpgsqlConnectionStringBuilder(readers.ConnectionString) { Pooling = false };
            return new PostgresConnections(PlaceOf(readers), readers.ConnectionString, writers.ConnectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException
            or InvalidOperationException or OverflowException or InvalidCastException or NotSupportedException)
        {
            // What the exception says may have a part of the password.
            throw new StoreException(
                "The connection string of the store cannot be read: it consists of pairs such as Host=db.example;Database=relay, "
                + "separated by semicolons.");
        }
    }

    static NpgsqlConnectionStringBuilder Read(string connectionString, ServerLimits limits)
    {
        var read = new NpgsqlConnectionStringBuilder(connectionString);
        if (!Names(connectionString, "sslmode"))
            read.SslMode = IsLocal(read.Host) ? SslMode.Prefer : SslMode.VerifyFull;
        read.ApplicationName ??= "relay";
        read.Pooling = true;
        read.Multiplexing = false;
        read.Enlist = false;
        read.PersistSecurityInfo = false;
        read.IncludeErrorDetail = false;
        // Sessions leave nothing behind that would have to be reset.
        read.NoResetOnClose = true;
        read.MaxAutoPrepare = 64;
        read.AutoPrepareMinUsages = 1;
        read.Timeout = (int)limits.Connect.TotalSeconds;
        read.CommandTimeout = (int)(limits.Statement + ServerLimits.Margin).TotalSeconds;
        read.TcpKeepAlive = true;
        string[] settings = [.. Planning, .. Keeping, $"statement_timeout={(long)limits.Statement.TotalMilliseconds}"];
        read.Options = string.Join(' ', [read.Options ?? "", .. settings.Select(static setting => $"-c {setting}")]).Trim();
        return read;
    }

    static NpgsqlDataSource Source(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        // A store needs only types that every server has under the same numbers.
        builder.ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
        // Of several servers, the one that takes writes.
        return builder.ConnectionStringBuilder.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite)
            : builder.Build();
    }

    static bool Names(string connectionString, string key) => new DbConnectionStringBuilder { ConnectionString = connectionString }
        .Keys.Cast<string>().Any(name => name.Replace(" ", "", StringComparison.Ordinal).Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether what is sent does not leave this machine.</summary>
    static bool IsLocal(string? host) => host is null or "localhost" || host[0] is '/' or '@'
        || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);

    static string PlaceOf(NpgsqlConnectionStringBuilder read) =>
        $"PostgreSQL database {read.Database ?? read.Username} at {read.Host ?? "localhost"}:{read.Port}"
        + (string.IsNullOrEmpty(read.SearchPath) ? "" : $", schema {read.SearchPath}");
}
