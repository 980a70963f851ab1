using Relay.Core;

namespace Relay.Storage.RocksDb;

/// <summary>Opens a store on RocksDB.</summary>
public static class RocksDbStore
{
    /// <summary>
    /// Opens the store in a folder, or creates one. Throws <see cref="StoreException"/> with one line for the operator as
    /// <see cref="RocksDbEngine.Open"/> does.
    /// </summary>
    public static ValueTask<EngineStore> OpenAsync(
        RocksDbStoreOptions options, EngineStoreServices services, CancellationToken cancel = default) =>
        EngineStore.OpenAsync(RocksDbEngine.Open(options, services.Time), services, cancel);
}
