using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.RocksDb;

/// <summary>Adds a store in RocksDB to a relay.</summary>
public static class RocksDbBuilderExtensions
{
    /// <summary>
    /// Stores events in RocksDB, as the section <c>Relay:Store</c> configures. The store is also registered as a service; that of a named
    /// relay under the relay's name.
    /// </summary>
    public static RelayBuilder UseRocksDb(this RelayBuilder builder) => builder.UseEngineOfSettings<RocksDbStoreOptions>(RocksDbStore.Open);

    /// <summary>Stores events in RocksDB with these options. May add a second store to the configured one.</summary>
    public static RelayBuilder UseRocksDb(this RelayBuilder builder, RocksDbStoreOptions options) =>
        builder.UseEngineIn(options, RocksDbStore.Open);
}
