using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.Postgres;

/// <summary>Opens stores in PostgreSQL.</summary>
public static class PostgresStore
{
    /// <summary>How long a commit waits for a server that was lost, before it is in doubt.</summary>
    static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Opens the store in a database, or makes it in an empty one. One relay uses a database, or a schema of it, at a time. Throws
    /// <see cref="StoreException"/> with one line for the operator if it cannot be opened.
    /// </summary>
    public static Task<EngineStore> OpenAsync(
        PostgresStoreOptions options, EngineStoreServices services, CancellationToken cancel = default) => OpenAsync(
            options.ConnectionString,
            new ServerLimits(
                options.Postgres.Readers, TimeSpan.FromSeconds(options.Postgres.ConnectTimeoutSeconds),
                TimeSpan.FromSeconds(options.Postgres.StatementTimeoutSeconds), Settle),
            services, cancel);

    /// <summary>The same with other limits.</summary>
    internal static async Task<EngineStore> OpenAsync(
        string connectionString, ServerLimits limits, EngineStoreServices services, CancellationToken cancel)
    {
        var connections = PostgresConnections.Of(connectionString, limits);
        var database = await ServerDatabase.OpenAsync(new PostgresDriver(connections), limits, cancel);
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
