using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>Adds the embedded store to a relay.</summary>
public static class LmdbBuilderExtensions
{
    /// <summary>Stores events in LMDB, as the section <c>Relay:Store</c> configures. The store is also registered as a service.</summary>
    public static RelayBuilder UseLmdb(this RelayBuilder builder)
    {
        builder.Sections.Add<LmdbStoreOptions>("Relay:Store");
        builder.Services.AddSingleton(services => Open(services, services.GetRequiredService<BoundOptions>().Get<LmdbStoreOptions>()));
        return builder.UseStore(static services => services.GetRequiredService<LmdbEventStore>());
    }

    /// <summary>Stores events in LMDB with these options. May add a second store to the configured one.</summary>
    public static RelayBuilder UseLmdb(this RelayBuilder builder, LmdbStoreOptions options) =>
        builder.UseStore(services => Open(services, options));

    static LmdbEventStore Open(IServiceProvider services, LmdbStoreOptions options) => LmdbEventStore.Open(
        options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<LmdbEventStore>>(),
        services.GetRequiredService<RelayMetrics>());
}
