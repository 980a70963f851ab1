using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Relay.Core;

/// <summary>Adds a relay without a transport to a container.</summary>
public static class RelayEngineExtensions
{
    /// <summary>
    /// Adds <see cref="RelayEngine"/>. Add stores and hooks to the returned builder. Options that are not registered in
    /// <paramref name="services"/> are bound from the configuration when they are first needed. An <see cref="OptionsException"/> then
    /// lists everything that is wrong.
    /// </summary>
    public static RelayBuilder AddRelayEngine(this IServiceCollection services, IConfiguration? configuration = null)
    {
        var relay = new RelayBuilder(services, configuration);
        services.TryAddSingleton<RelayEngine>();
        return relay;
    }
}
