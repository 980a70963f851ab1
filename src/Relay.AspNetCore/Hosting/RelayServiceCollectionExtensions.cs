using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
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
    public static RelayBuilder AddRelay(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<ConnectionRegistry>();
        services.TryAddSingleton(static provider => new ClientAddress(provider.GetRequiredService<RelayOptions>().Network));
        services.TryAddSingleton<ClientFactory>();
        services.TryAddSingleton<PendingConnections>();
        services.TryAddSingleton<MetricsEndpoint>();
        services.TryAddSingleton<TransportMetrics>();
        services.TryAddSingleton<RelayEndpoint>();
        services.TryAddSingleton<MetricsCollector>();
        services.AddHostedService<ConnectionCapacity>();
        services.AddHostedService<SignatureNotice>();
        services.AddHostedService<KeepAlive>();
        services.AddHostedService<IdleTrimmer>();
        services.AddHostedService<RelayShutdown>();
        return services.AddRelayEngine(configuration).AddConfiguredPolicies();
    }

    /// <summary>
    /// Fits the buffers that Kestrel keeps for each connection to the available memory, as the relay program does. Separate from
    /// <see cref="AddRelay"/> because it changes the whole server.
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
}
