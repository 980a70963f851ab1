using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Relay.Core;

/// <summary>Gives a container the bound options. All sections are bound together, when the first of them is asked for.</summary>
public static class OptionsServiceExtensions
{
    /// <summary>Adds the relay's own sections, to be bound from this configuration.</summary>
    public static IServiceCollection AddRelayOptions(this IServiceCollection services, IConfiguration configuration)
    {
        var sections = SectionsOf(services);
        services.TryAddSingleton(_ => sections.Bind(configuration));
        services.TryAddSingleton(static provider => provider.GetRequiredService<BoundOptions>().Get<RelayOptions>());
        return services;
    }

    /// <summary>Adds a section, such as <c>Relay:Store</c>, and its type.</summary>
    public static IServiceCollection AddRelayOptions<T>(this IServiceCollection services, string path) where T : class, new()
    {
        SectionsOf(services).Add<T>(path);
        services.TryAddSingleton(static provider => provider.GetRequiredService<BoundOptions>().Get<T>());
        return services;
    }

    /// <summary>The one registry of these services, made at the first call: sections may be added in any order.</summary>
    static OptionsSections SectionsOf(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (service is { IsKeyedService: false, ImplementationInstance: OptionsSections known })
                return known;
        }
        var sections = new OptionsSections();
        services.AddSingleton(sections);
        return sections;
    }
}
