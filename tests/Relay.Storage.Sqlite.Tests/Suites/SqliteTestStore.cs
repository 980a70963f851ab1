using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>Opens the store for the common suites.</summary>
public sealed class SqliteTestStore<TSetup> : ITestStore where TSetup : IStoreSetup
{
    readonly TemporaryFolder _folder = new(isInMemory: true);
    ISequencedStore? _store;

    public ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
    {
        var options = new SqliteStoreOptions { Path = _folder.Path };
        var services = new EngineStoreServices(time, NullLogger.Instance);
        _store = TSetup.IsReopened
            ? new ReopeningStore(() => SqliteStore.Open(options, services))
            : SqliteStore.Open(options, services);
        return new(_store);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }
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

/// <summary>Everything has been read back from the file.</summary>
public sealed class Reopened : IStoreSetup
{
    public static bool IsReopened => true;
}
