using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>Opens the store for the common suites, in a schema of its own.</summary>
public sealed class PostgresTestStore<TSetup> : ITestStore where TSetup : IStoreSetup
{
    ISequencedStore? _store;

    public async ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
    {
        var options = new PostgresStoreOptions
        {
            ConnectionString = await TestDatabase.SchemaAsync(),
            Postgres = new PostgresOptions { Readers = 2 },
        };
        var services = new EngineStoreServices(time, NullLogger.Instance);
        var store = await PostgresStore.OpenAsync(options, services);
        return _store = TSetup.IsReopened ? new ReopeningStore(store, () => PostgresStore.OpenAsync(options, services)) : store;
    }

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
}

/// <summary>How the common suites use a store.</summary>
public interface IStoreSetup
{
    /// <summary>Whether the store is reopened after changes.</summary>
    static abstract bool IsReopened { get; }
}

/// <summary>The store stays open.</summary>
public sealed class Opened : IStoreSetup
{
    public static bool IsReopened => false;
}

/// <summary>Everything has been read back from the database.</summary>
public sealed class Reopened : IStoreSetup
{
    public static bool IsReopened => true;
}
