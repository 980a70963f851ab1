using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.Lmdb;

/// <summary>Adds the embedded store to a relay.</summary>
public static class LmdbBuilderExtensions
{
    /// <summary>
    /// Stores events in LMDB, as the section <c>Relay:Store</c> configures. The store is also registered as a service; that of a named
    /// relay under the relay's name.
    /// </summary>
    public static RelayBuilder UseLmdb(this RelayBuilder builder)
    {
        builder.TryAddPart(services => Open(builder, services, services.GetRequiredService<BoundOptions>().Get<LmdbStoreOptions>()));
        builder.Sections.Add<LmdbStoreOptions>("Relay:Store");
        NoteFolders(builder);
        return builder.UseStore(static services => services.GetRequiredService<LmdbEventStore>());
    }

    /// <summary>Stores events in LMDB with these options. May add a second store to the configured one.</summary>
    public static RelayBuilder UseLmdb(this RelayBuilder builder, LmdbStoreOptions options)
    {
        builder.UseStore(services => Open(builder, services, options));
        NoteFolders(builder);
        return builder;
    }

    /// <summary>
    /// Stores events in several LMDB stores with default options, each opened by its folder, that the function puts together: with a
    /// <see cref="RouterStore"/>, each kind or author has one of them.
    /// </summary>
    public static RelayBuilder UseLmdb(this RelayBuilder builder, Func<Func<string, LmdbEventStore>, IEventStore> combine)
    {
        NoteFolders(builder);
        return builder.UseStore(services => combine(folder => Open(builder, services, new LmdbStoreOptions { Path = folder })));
    }

    static void NoteFolders(RelayBuilder builder) => builder.Services.TryAddSingleton<StoreFolders>();

    static LmdbEventStore Open(RelayBuilder builder, IServiceProvider services, LmdbStoreOptions options)
    {
        services.GetRequiredService<StoreFolders>().Take(options.Path, builder.Name);
        return LmdbEventStore.Open(
            options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<LmdbEventStore>>(),
            services.GetRequiredService<RelayMetrics>());
    }
}
