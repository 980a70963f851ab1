using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.RocksDb;

/// <summary>Opens a store on RocksDB.</summary>
public static class RocksDbStore
{
    /// <summary>
    /// Opens the store in a folder, or creates one. Throws <see cref="StoreException"/> with one line for the operator as
    /// <see cref="RocksDbEngine.Open"/> does.
    /// </summary>
    public static EngineStore Open(RocksDbStoreOptions options, EngineStoreServices services) =>
        Open(options, StoreFolder.Open(StoreFiles.RocksDb, options.Path, services.Logger), services);

    /// <summary>The same in a folder that this process owns already. The store gives it back.</summary>
    public static EngineStore Open(RocksDbStoreOptions options, StoreFolder folder, EngineStoreServices services) =>
        EngineFolder.OpenStore(
            StoreFiles.RocksDb, folder, options.MinFreeDiskMiB, services, () => RocksDbEngine.Open(options, services.Time));
}
