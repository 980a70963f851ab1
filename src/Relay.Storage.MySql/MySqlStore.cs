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
        var limits = new ServerLimits(
            options.MySql.Readers, TimeSpan.FromSeconds(options.MySql.ConnectTimeoutSeconds),
            TimeSpan.FromSeconds(options.MySql.StatementTimeoutSeconds), Settle);
        var connections = MySqlConnections.Of(options.ConnectionString, limits);
        var database = await ServerDatabase.OpenAsync(new MySqlDriver(connections, services.Logger), limits, cancel);
        try
        {
            return await EngineStore.OpenAsync(new SqlEngine(database), services with { Watch = database.Watch }, cancel);
        }
        catch (Exception exception) when (exception is not (StoreException or OperationCanceledException))
        {
            throw database.Explain(exception);
        }
    }
}
