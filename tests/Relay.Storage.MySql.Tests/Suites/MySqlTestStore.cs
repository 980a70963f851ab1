using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>Opens the store for the common suites, in a database of its own.</summary>
public sealed class MySqlTestStore<TSetup> : ITestStore where TSetup : IStoreSetup
{
    ISequencedStore? _store;

    public async ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
    {
        var options = new MySqlStoreOptions
        {
            ConnectionString = await TestDatabase.MakeAsync(),
            MySql = new MySqlOptions { Readers = 2 },
        };
        var services = new EngineStoreServices(time, NullLogger.Instance);
        var store = await MySqlStore.OpenAsync(options, services);
        return _store = TSetup.IsReopened ? new ReopeningStore(store, () => MySqlStore.OpenAsync(options, services)) : store;
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
