using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>Adds the relay to a web application.</summary>
public static class RelayServiceCollectionExtensions
{
    /// <summary>Adds a relay configured by the section <c>Relay</c>; stores and hooks are added to what is returned.</summary>
    public static RelayBuilder AddRelay(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<ConnectionRegistry>();
        services.TryAddSingleton<TransportMetrics>();
        services.TryAddSingleton<RelayEndpoint>();
        services.TryAddSingleton<MetricsCollector>();
        services.AddHostedService<KeepAlive>();
        services.AddHostedService<IdleTrimmer>();
        services.AddHostedService<RelayShutdown>();
        // Container hosts kill after ten seconds; what is left of them belongs to the engine and the stores.
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(6));
        return new RelayBuilder(services, configuration);
    }

    /// <summary>
    /// Makes the buffers that Kestrel keeps for each connection fit into the memory that there is, as the program does. Not part of
    /// <see cref="AddRelay"/>: they are those of the whole server.
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
