using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Policies;

namespace Relay.AspNetCore;

/// <summary>Adds the relay to a web application.</summary>
public static class RelayServiceCollectionExtensions
{
    /// <summary>
    /// Adds a relay configured by the section <c>Relay</c>. Stores and hooks are added to the returned builder. The relay ends within the
    /// host's <see cref="HostOptions.ShutdownTimeout"/>.
    /// </summary>
    public static RelayBuilder AddRelay(this IServiceCollection services, IConfiguration configuration) =>
        Add(services, configuration, name: null);

    /// <summary>
    /// Adds a further relay to the same process, with hooks, stores and policies of its own. The section <c>Relays:</c> and the name
    /// configures it. What that section does not set comes from the section <c>Relay</c>, except for addresses, names and the store's
    /// folder. Its engine is a keyed service with the name as key. The relays share the process's limits of memory and connections.
    /// </summary>
    public static RelayBuilder AddRelay(this IServiceCollection services, IConfiguration configuration, string name) =>
        Add(services, configuration, name);

    /// <summary>
    /// Fits the buffers that Kestrel keeps for each connection to the available memory, as the relay program does. Separate from
    /// AddRelay because it changes the whole server.
    /// </summary>
    public static IServiceCollection FitServerBuffers(this IServiceCollection services)
    {
        services.AddOptions<SocketTransportOptions>().Configure<RelayOptions>(static (sockets, options) =>
        {
            sockets.MaxReadBufferSize = ServerBuffers.ReadBytes(options.Network);
            sockets.MaxWriteBufferSize = ServerBuffers.WriteBytes(options.Network);
        });
        return services;
    }

    static RelayBuilder Add(IServiceCollection services, IConfiguration configuration, string? name)
    {
        var relay = services.AddRelayEngine(configuration, name);
        services.TryAddSingleton<ConnectionRegistry>();
        services.TryAddSingleton(static provider => new ClientAddress(provider.GetRequiredService<RelayOptions>().Network));
        services.TryAddSingleton<ClientFactory>();
        services.TryAddSingleton<PendingConnections>();
        services.TryAddSingleton<MetricsEndpoint>();
        services.TryAddSingleton<TransportMetrics>();
        services.TryAddSingleton<MetricsCollector>();
        services.TryAddSingleton<RunningRelays>();
        services.TryAddSingleton(static provider => new RelayDrain(
            provider.GetRequiredService<ConnectionRegistry>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RelayDrain>>()));
        services.TryAddSingleton(static provider => new ProcessTransport(
            provider.GetRequiredService<RelayBudgets>(), provider.GetRequiredService<ConnectionRegistry>(),
            provider.GetRequiredService<RelayOptions>().Network, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ConnectionCapacity>();
        services.AddHostedService<SignatureNotice>();
        services.AddHostedService<KeepAlive>();
        services.AddHostedService<IdleTrimmer>();
        services.AddHostedService<RelayShutdown>();
        services.AddHostedService<MappingCheck>();
        relay.TryAddPart<TransportMetrics>();
        relay.TryAddPart<RelayEndpoint>();
        return relay.AddConfiguredPolicies();
    }
}
