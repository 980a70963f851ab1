using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.RocksDb;

/// <summary>Adds a store in RocksDB to a relay.</summary>
public static class RocksDbBuilderExtensions
{
    /// <summary>Stores events in RocksDB, as the section <c>Relay:Store</c> configures.</summary>
    public static RelayBuilder UseRocksDb(this RelayBuilder builder)
    {
        builder.Sections.Add<RocksDbStoreOptions>("Relay:Store");
        return builder.UseEngineIn(
            static services => services.GetRequiredService<BoundOptions>().Get<RocksDbStoreOptions>(), RocksDbStore.Open);
    }

    /// <summary>The same with these options. May add a second store.</summary>
    public static RelayBuilder UseRocksDb(this RelayBuilder builder, RocksDbStoreOptions options) =>
        builder.UseEngineIn(_ => options, RocksDbStore.Open);
}
