using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>Adds a relay without a transport to a container.</summary>
public static class RelayEngineExtensions
{
    /// <summary>
    /// Adds <see cref="RelayEngine"/>. Add stores and hooks to the returned builder. Options that are not registered in
    /// <paramref name="services"/> are bound from the configuration when they are first needed. An <see cref="OptionsException"/> then
    /// lists everything that is wrong.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The configuration with the sections <c>Relay</c> and <c>Relays</c>.</param>
    /// <param name="name">
    /// The name of a further relay in the same process, whose engine is a keyed service with this key. Null for the default relay.
    /// </param>
    public static RelayBuilder AddRelayEngine(
        this IServiceCollection services, IConfiguration? configuration = null, string? name = null)
    {
        var relay = new RelayBuilder(services, configuration, name);
        if (name is not null)
            services.TryAddSingleton(static host => host.GetRequiredService<AddedRelays>().ProcessOptions(host));
        services.TryAddSingleton(static host => new ProcessShares(Options(host), LongestMessage(host)));
        services.TryAddSingleton(static host => host.GetRequiredService<ProcessShares>().Budgets);
        relay.TryAddPart(static parts => new RelayEngine(
            parts.GetRequiredService<HookPipeline>(), parts.GetRequiredService<RelayOptions>(), parts.GetRequiredService<TimeProvider>(),
            parts.GetRequiredService<ILoggerFactory>(), parts.GetRequiredService<RelayMetrics>(),
            parts.GetRequiredService<ProcessShares>()));
        return relay;
    }

    static RelayOptions Options(IServiceProvider host) => host.GetRequiredService<RelayOptions>();

    static int LongestMessage(IServiceProvider host) => host.GetRequiredService<AddedRelays>().All
        .Max(relay => Options(relay.ServicesIn(host)).Limits.MaxMessageBytes);
}
