using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.RocksDb;

/// <summary>Opens a store on RocksDB.</summary>
public static class RocksDbStore
{
    /// <summary>
    /// Opens the store in a folder, or creates one. Throws <see cref="StoreException"/> with one line for the operator as
    /// <see cref="RocksDbEngine.Open"/> does. Unless the services have another watch, one looks after the disk.
    /// </summary>
    public static EngineStore Open(RocksDbStoreOptions options, EngineStoreServices services)
    {
        var engine = RocksDbEngine.Open(options, services.Time);
        var disk = new StoreDisk(options.Path, options.MinFreeDiskMiB);
        var watch = services.Watch ?? new DiskWatch(disk, StoreFiles.RocksDb, static () => 0, services.Logger);
        return EngineStore.Open(engine, services with { Watch = watch });
    }
}
