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
    public static async Task<EngineStore> OpenAsync(
        MySqlStoreOptions options, EngineStoreServices services, CancellationToken cancel = default)
    {
        var limits = LimitsOf(options.MySql);
        var database = await ServerDatabase.OpenAsync(DriverOf(options, limits, services.Logger), limits, cancel);
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
    /// Looks at the database without taking it from a relay that uses it. Throws <see cref="StoreException"/> with one line for the operator
    /// if it cannot be used.
    /// </summary>
    public static Task<ServerReport> ExamineAsync(MySqlStoreOptions options, CancellationToken cancel = default) =>
        ServerDatabase.ExamineAsync(DriverOf(options, LimitsOf(options.MySql), NullLogger.Instance), cancel);

    static MySqlDriver DriverOf(MySqlStoreOptions options, ServerLimits limits, ILogger logger) =>
        new(MySqlConnections.Of(options.ConnectionString, limits), logger);

    static ServerLimits LimitsOf(MySqlOptions options) => new(
        options.Readers, TimeSpan.FromSeconds(options.ConnectTimeoutSeconds), TimeSpan.FromSeconds(options.StatementTimeoutSeconds), Settle);
}
