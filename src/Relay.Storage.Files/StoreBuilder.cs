using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>What the extensions have in common that add a store over an engine in a folder to a relay.</summary>
public static class StoreBuilder
{
    /// <summary>
    /// Adds the store that the section <c>Relay:Store</c> configures. It is also registered as a service; that of a named relay under the
    /// relay's name.
    /// </summary>
    public static RelayBuilder UseEngineOfSettings<TOptions>(
        this RelayBuilder builder, Func<TOptions, EngineStoreServices, EngineStore> open) where TOptions : StoreFolderOptions, new()
    {
        NoteFolders(builder);
        builder.TryAddPart(services => Open(builder, services, services.GetRequiredService<BoundOptions>().Get<TOptions>(), open));
        builder.Sections.Add<TOptions>("Relay:Store");
        return builder.UseStore(static services => services.GetRequiredService<EngineStore>());
    }

    /// <summary>Adds a store with these options. May add a second one to the configured one.</summary>
    public static RelayBuilder UseEngineIn<TOptions>(
        this RelayBuilder builder, TOptions options, Func<TOptions, EngineStoreServices, EngineStore> open)
        where TOptions : StoreFolderOptions
    {
        NoteFolders(builder);
        return builder.UseStore(services => Open(builder, services, options, open));
    }

    static void NoteFolders(RelayBuilder builder) => builder.Services.TryAddSingleton<StoreFolders>();

    static EngineStore Open<TOptions>(
        RelayBuilder builder, IServiceProvider services, TOptions options, Func<TOptions, EngineStoreServices, EngineStore> open)
        where TOptions : StoreFolderOptions
    {
        services.GetRequiredService<StoreFolders>().Take(options.Path, builder.Name);
        return open(options, new EngineStoreServices(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineStore>>(),
            services.GetRequiredService<RelayMetrics>()));
    }
}
