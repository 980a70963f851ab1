using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>Adds the embedded store to a relay.</summary>
public static class LmdbBuilderExtensions
{
    /// <summary>Keeps events in LMDB, as the section <c>Relay:Store</c> says; the store is also a service of its own.</summary>
    public static RelayBuilder UseLmdb(this RelayBuilder builder)
    {
        builder.Sections.Add<LmdbStoreOptions>("Relay:Store");
        builder.Services.AddSingleton(services => Open(services, services.GetRequiredService<BoundOptions>().Get<LmdbStoreOptions>()));
        return builder.UseStore(static services => services.GetRequiredService<LmdbEventStore>());
    }

    /// <summary>Keeps events in LMDB, as these options say; also for a second store beside the configured one.</summary>
    public static RelayBuilder UseLmdb(this RelayBuilder builder, LmdbStoreOptions options) =>
        builder.UseStore(services => Open(services, options));

    static LmdbEventStore Open(IServiceProvider services, LmdbStoreOptions options) => LmdbEventStore.Open(
        options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<LmdbEventStore>>(),
        services.GetRequiredService<RelayMetrics>());
}
