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
    /// Maps <c>/health</c>: 200 while the relay takes connections, with the reason if a store does not take everything; 503 while it shuts
    /// down, or if a store is broken.
    /// </summary>
    public static IEndpointConventionBuilder MapRelayHealth(this IEndpointRouteBuilder endpoints)
    {
        var registry = endpoints.ServiceProvider.GetRequiredService<ConnectionRegistry>();
        var engine = endpoints.ServiceProvider.GetRequiredService<RelayEngine>();
        return endpoints.MapGet("/health", context => HealthEndpoint.SendAsync(context, registry, engine)).WithDisplayName("Relay health");
    }

    /// <summary>
    /// Maps <c>/metrics</c> in Prometheus' text format, for those of <c>Relay:Network:MetricsFrom</c>. Measurements are only collected
    /// if this is mapped.
    /// </summary>
    public static IEndpointConventionBuilder MapRelayMetrics(this IEndpointRouteBuilder endpoints)
    {
        var metrics = endpoints.ServiceProvider.GetRequiredService<MetricsEndpoint>();
        return endpoints.Map("/metrics", metrics.HandleAsync).WithDisplayName("Relay metrics");
    }
}
