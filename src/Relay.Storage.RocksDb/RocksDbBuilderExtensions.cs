using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.RocksDb;

/// <summary>Adds a store on RocksDB to a relay.</summary>
public static class RocksDbBuilderExtensions
{
    /// <summary>
    /// Stores events in RocksDB, as the section <c>Relay:Store</c> configures. The store is also registered as a service; that of a named
    /// relay under the relay's name.
    /// </summary>
    public static RelayBuilder UseRocksDb(this RelayBuilder builder)
    {
        builder.TryAddPart(services => Open(builder, services, services.GetRequiredService<BoundOptions>().Get<RocksDbStoreOptions>()));
        builder.Sections.Add<RocksDbStoreOptions>("Relay:Store");
        NoteFolders(builder);
        return builder.UseStore(static services => services.GetRequiredService<EngineStore>());
    }

    /// <summary>Stores events in RocksDB with these options. May add a second store to the configured one.</summary>
    public static RelayBuilder UseRocksDb(this RelayBuilder builder, RocksDbStoreOptions options)
    {
        builder.UseStore(services => Open(builder, services, options));
        NoteFolders(builder);
        return builder;
    }

    static void NoteFolders(RelayBuilder builder) => builder.Services.TryAddSingleton<StoreFolders>();

    static EngineStore Open(RelayBuilder builder, IServiceProvider services, RocksDbStoreOptions options)
    {
        services.GetRequiredService<StoreFolders>().Take(options.Path, builder.Name);
        var parts = new EngineStoreServices(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineStore>>(),
            services.GetRequiredService<RelayMetrics>());
        return RocksDbStore.Open(options, parts);
    }
}
