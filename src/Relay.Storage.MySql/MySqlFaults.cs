using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using Relay.Storage.Sql;

namespace Relay.Storage.MySql;

/// <summary>The faults that exceptions of MySqlConnector report.</summary>
static class MySqlFaults
{
    // Those for which MySqlConnector has no names.
    const MySqlErrorCode
        AccessDeniedNoPassword = (MySqlErrorCode)1698, ReadOnlyMode = (MySqlErrorCode)1836, ConnectionKilled = (MySqlErrorCode)1927,
        StatementTimeout = (MySqlErrorCode)1969, AccountLocked = (MySqlErrorCode)3118, AccountLockedInMariaDb = (MySqlErrorCode)4151;

    /// <summary>The number by which the system says that a disk is full, in the texts of storage engines.</summary>
    const string NoSpace = " 28 ";

    public static ServerFault Of(Exception exception) => exception switch
    {
        MySqlException { InnerException: AuthenticationException } or AuthenticationException => ServerFault.Refused,
        MySqlException failure => Of(failure),
        TimeoutException or SocketException or IOException => ServerFault.Away,
        // A connection that was lost, or that was found closed.
        InvalidOperationException or ObjectDisposedException => ServerFault.Away,
        _ => ServerFault.Unknown,
    };

    static ServerFault Of(MySqlException failure) => failure.ErrorCode switch
    {
        MySqlErrorCode.ConnectionCountError or MySqlErrorCode.TooManyUserConnections or MySqlErrorCode.UserLimitReached => ServerFault.Full,
        MySqlErrorCode.ServerShutdown or MySqlErrorCode.NormalShutdown or MySqlErrorCode.GotSignal or MySqlErrorCode.ShutdownComplete
            or MySqlErrorCode.ForcingClose or MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.NewAbortingConnection
            or MySqlErrorCode.AbortingConnection or MySqlErrorCode.ClientInteractionTimeout or ConnectionKilled => ServerFault.Away,
        MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.UnknownDatabase
            or MySqlErrorCode.HostNotPrivileged or MySqlErrorCode.HostIsBlocked or MySqlErrorCode.NotSupportedAuthMode
            or AccessDeniedNoPassword or AccountLocked or AccountLockedInMariaDb => ServerFault.Refused,
        MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied or MySqlErrorCode.SpecifiedAccessDeniedError =>
            ServerFault.Forbidden,
        MySqlErrorCode.OptionPreventsStatement or MySqlErrorCode.CannotExecuteInReadOnlyTransaction or ReadOnlyMode =>
            ServerFault.ReadOnly,
        MySqlErrorCode.DiskFull or MySqlErrorCode.RecordFileFull => ServerFault.DiskFull,
        MySqlErrorCode.ErrorOnWrite or MySqlErrorCode.GetErrorNumber when failure.Message.Contains(NoSpace, StringComparison.Ordinal) =>
            ServerFault.DiskFull,
        MySqlErrorCode.QueryInterrupted or MySqlErrorCode.QueryTimeout or MySqlErrorCode.CommandTimeoutExpired
            or StatementTimeout => ServerFault.TimedOut,
        MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout => ServerFault.Conflict,
        MySqlErrorCode.CrashedOnUsage or MySqlErrorCode.CrashedOnRepair or MySqlErrorCode.NotKeyFile or MySqlErrorCode.NotFormFile
            or MySqlErrorCode.TableCorrupt => ServerFault.Damaged,
        MySqlErrorCode.NoSuchTable or MySqlErrorCode.BadFieldError => ServerFault.Missing,
        MySqlErrorCode.ColumnCannotBeNull => ServerFault.NoValue,
        // Without a number of the server's the connection was lost, or was never there.
        _ when failure.SqlState is null || failure.Number == 0 => ServerFault.Away,
        _ => ServerFault.Unknown,
    };
}
