using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>Maps the relay's endpoints.</summary>
public static class RelayEndpointRouteBuilderExtensions
{
    /// <summary>Maps the relay to one address: WebSockets, the information document (NIP-11) and a page for people.</summary>
    public static IEndpointConventionBuilder MapRelay(this IEndpointRouteBuilder endpoints, string pattern = "/")
    {
        var relay = endpoints.ServiceProvider.GetRequiredService<RelayEndpoint>();
        return endpoints.Map(pattern, relay.HandleAsync).WithDisplayName("Relay");
    }

    /// <summary>
    /// Maps <c>/health</c>. It answers 200 while the relay takes connections, with a reason if a store refuses some events, and 503 while
    /// the relay shuts down or if a store is broken.
    /// </summary>
    public static IEndpointConventionBuilder MapRelayHealth(this IEndpointRouteBuilder endpoints)
    {
        var registry = endpoints.ServiceProvider.GetRequiredService<ConnectionRegistry>();
        var engine = endpoints.ServiceProvider.GetRequiredService<RelayEngine>();
        return endpoints.MapGet("/health", context => HealthEndpoint.SendAsync(context, registry, engine)).WithDisplayName("Relay health");
    }

    /// <summary>
    /// Maps <c>/metrics</c> in Prometheus' text format, for the clients named in <c>Relay:Network:MetricsFrom</c>. Nothing is measured
    /// unless this is mapped.
    /// </summary>
    public static IEndpointConventionBuilder MapRelayMetrics(this IEndpointRouteBuilder endpoints)
    {
        var metrics = endpoints.ServiceProvider.GetRequiredService<MetricsEndpoint>();
        return endpoints.Map("/metrics", metrics.HandleAsync).WithDisplayName("Relay metrics");
    }
}
