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
            options.ConnectionString, LimitsOf(options.Postgres), services, cancel);

    /// <summary>The same with other limits.</summary>
    internal static async Task<EngineStore> OpenAsync(
        string connectionString, ServerLimits limits, EngineStoreServices services, CancellationToken cancel)
    {
        var database = await ServerDatabase.OpenAsync(DriverOf(connectionString, limits), limits, cancel);
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
    public static Task<ServerReport> ExamineAsync(PostgresStoreOptions options, CancellationToken cancel = default) =>
        ServerDatabase.ExamineAsync(DriverOf(options.ConnectionString, LimitsOf(options.Postgres)), cancel);

    static PostgresDriver DriverOf(string connectionString, ServerLimits limits) =>
        new(PostgresConnections.Of(connectionString, limits));

    static ServerLimits LimitsOf(PostgresOptions options) => new(
        options.Readers, TimeSpan.FromSeconds(options.ConnectTimeoutSeconds), TimeSpan.FromSeconds(options.StatementTimeoutSeconds),
        Settle);
}
