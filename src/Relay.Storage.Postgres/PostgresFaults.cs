using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Relay.Storage.Sql;

namespace Relay.Storage.Postgres;

/// <summary>The faults that exceptions of Npgsql report.</summary>
static class PostgresFaults
{
    public static ServerFault Of(Exception exception) => exception switch
    {
        PostgresException answer => Of(answer.SqlState),
        { InnerException: AuthenticationException } => ServerFault.Refused,
        NpgsqlException { IsTransient: true } or TimeoutException or SocketException or IOException => ServerFault.Away,
        // The driver and the server do not agree, as on a password or on TLS.
        NpgsqlException => ServerFault.Refused,
        _ => ServerFault.Unknown,
    };

    static ServerFault Of(string state) => state switch
    {
        PostgresErrorCodes.TooManyConnections => ServerFault.Full,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => ServerFault.Away,
        PostgresErrorCodes.DiskFull => ServerFault.DiskFull,
        // A schema that the user may not use is as if it were not there.
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName => ServerFault.Forbidden,
        PostgresErrorCodes.ReadOnlySqlTransaction => ServerFault.ReadOnly,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => ServerFault.TimedOut,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => ServerFault.Conflict,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.UndefinedFile => ServerFault.Damaged,
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => ServerFault.Missing,
        PostgresErrorCodes.NotNullViolation => ServerFault.NoValue,
        PostgresErrorCodes.InvalidCatalogName => ServerFault.Refused,
        _ when state.StartsWith("08", StringComparison.Ordinal) => ServerFault.Away,
        _ when state.StartsWith("28", StringComparison.Ordinal) => ServerFault.Refused,
        _ => ServerFault.Unknown,
    };
}
