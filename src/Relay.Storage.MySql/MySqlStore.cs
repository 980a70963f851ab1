using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.MySql;

/// <summary>Opens stores in MariaDB and MySQL.</summary>
public static class MySqlStore
{
    /// <summary>How long a commit waits for a server that was lost, before it is in doubt.</summary>
    static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Opens the store in a database, or makes it in an empty one. One relay uses a database at a time. Throws <see cref="StoreException"/>
    /// with one line for the operator if it cannot be opened.
    /// </summary>
    public static Task<EngineStore> OpenAsync(
        MySqlStoreOptions options, EngineStoreServices services, CancellationToken cancel = default) => OpenAsync(
            options.ConnectionString, LimitsOf(options.MySql), services, cancel);

    /// <summary>The same with other limits.</summary>
    internal static async Task<EngineStore> OpenAsync(
        string connectionString, ServerLimits limits, EngineStoreServices services, CancellationToken cancel)
    {
        var database = await ServerDatabase.OpenAsync(DriverOf(connectionString, limits, services.Logger), limits, cancel);
        try
        {
            return await EngineStore.OpenAsync(new SqlEngine(database), services with { Watch = database.Watch }, cancel);
        }
        catch (Exception exception) when (exception is not (StoreException or OperationCanceledException))
        {
            throw database.Explain(exception);
        }
    }

    /// <summary>
    /// Looks at the database without taking it from a relay that uses it. Throws <see cref="StoreException"/> with one line for the
    /// operator if it cannot be used.
    /// </summary>
    public static Task<ServerReport> ExamineAsync(MySqlStoreOptions options, CancellationToken cancel = default) =>
        ServerDatabase.ExamineAsync(DriverOf(options.ConnectionString, LimitsOf(options.MySql), NullLogger.Instance), cancel);

    static MySqlDriver DriverOf(string connectionString, ServerLimits limits, ILogger logger) =>
        new(MySqlConnections.Of(connectionString, limits), logger);

    static ServerLimits LimitsOf(MySqlOptions options) => new(
        options.Readers, TimeSpan.FromSeconds(options.ConnectTimeoutSeconds),
        TimeSpan.FromSeconds(options.StatementTimeoutSeconds), Settle);
}
