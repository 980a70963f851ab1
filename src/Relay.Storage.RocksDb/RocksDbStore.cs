using Relay.Core;

namespace Relay.Storage.RocksDb;

/// <summary>Opens a store on RocksDB.</summary>
public static class RocksDbStore
{
    /// <summary>
    /// Opens the store in a folder, or creates one. Throws <see cref="StoreException"/> with one line for the operator as
    /// <see cref="RocksDbEngine.Open"/> does.
    /// </summary>
    public static EngineStore Open(RocksDbStoreOptions options, EngineStoreServices services) =>
        EngineStore.Open(RocksDbEngine.Open(options, services.Time), services);
}
