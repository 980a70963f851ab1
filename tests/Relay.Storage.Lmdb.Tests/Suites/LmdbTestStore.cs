using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Opens the embedded store for the common suites.</summary>
public sealed class LmdbTestStore<TSetup> : ITestStore where TSetup : IStoreSetup
{
    readonly TemporaryFolder _folder = new();
    SteppedStore? _store;

    public ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
    {
        var options = new LmdbStoreOptions { Path = _folder.Path, Sync = TSetup.Sync, SyncIntervalMilliseconds = 1, MinFreeDiskMiB = 0 };
        _store = new SteppedStore(
            () => LmdbEventStore.Open(options, TemporaryStore.SmallBounds, time, NullLogger.Instance), TSetup.IsIndexed, TSetup.IsReopened);
        return new(_store);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }
}
