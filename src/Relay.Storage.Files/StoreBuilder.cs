using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>What the extensions that add a type of store to a relay have in common.</summary>
public static class StoreBuilder
{
    /// <summary>
    /// Adds a store over an engine in a folder, with options of its own or those that a section binds. Two stores of a process cannot be in
    /// one folder.
    /// </summary>
    public static RelayBuilder UseEngineIn<TOptions>(
        this RelayBuilder builder, Func<IServiceProvider, TOptions> options, Func<TOptions, EngineStoreServices, EngineStore> open)
        where TOptions : StoreFolderOptions
    {
        builder.Services.TryAddSingleton<StoreFolders>();
        return builder.UseStore(services =>
        {
            var bound = options(services);
            services.GetRequiredService<StoreFolders>().Take(bound.Path, builder.Name);
            return open(bound, new EngineStoreServices(
                services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineStore>>(),
                services.GetRequiredService<RelayMetrics>()));
        });
    }
}
