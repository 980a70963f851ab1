using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>Maps the relay's endpoints.</summary>
public static class RelayEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the default relay to one address: WebSockets, the information document (NIP-11) and a page for people. May be called again for
    /// a further address of the same relay.
    /// </summary>
    public static IEndpointConventionBuilder MapRelay(this IEndpointRouteBuilder endpoints, string pattern = "/") =>
        Map(endpoints, pattern, name: null);

    /// <summary>
    /// Maps a named relay to an address of its own: to a path, or with <c>RequireHost</c> to a host name. Requests for other paths and
    /// hosts get 404.
    /// </summary>
    public static IEndpointConventionBuilder MapRelay(this IEndpointRouteBuilder endpoints, string pattern, string name) =>
        Map(endpoints, pattern, name);

    /// <summary>
    /// Says that something in front of the relay takes this path off: <c>UsePathBase</c>, or a proxy. The relay's <c>PublicUrl</c> is then
    /// compared with this path and the mapped one together.
    /// </summary>
    public static IEndpointConventionBuilder BehindPathBase(this IEndpointConventionBuilder relay, string pathBase) =>
        relay.WithMetadata(new RelayPathBase(pathBase.TrimEnd('/')));

    /// <summary>
    /// Maps <c>/health</c>. It answers 200 while the process takes connections, with a reason if a store refuses some events, and 503 while
    /// it shuts down, while it drains (<see cref="RelayDrain"/>) or if a store is broken. With several relays it tells of the one in the
    /// worst state.
    /// </summary>
    public static IEndpointConventionBuilder MapRelayHealth(this IEndpointRouteBuilder endpoints)
    {
        var registry = endpoints.ServiceProvider.GetRequiredService<ConnectionRegistry>();
        var relays = endpoints.ServiceProvider.GetRequiredService<RunningRelays>();
        return endpoints.MapGet("/health", context => HealthEndpoint.SendAsync(context, registry, relays)).WithDisplayName("Relay health");
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

    static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string? name)
    {
        var relay = endpoints.ServiceProvider.GetService<AddedRelays>()?.Find(name) ?? throw new InvalidOperationException(
            name is null
                ? "there is no default relay to map: call AddRelay(configuration), or map a named relay by its name"
                : $"there is no relay named {name} to map: call AddRelay(configuration, \"{name}\")");
        var endpoint = relay.ServicesIn(endpoints.ServiceProvider).GetRequiredService<RelayEndpoint>();
        return endpoints.Map(pattern, endpoint.HandleAsync)
            .WithDisplayName(name is null ? "Relay" : $"Relay {name}")
            .WithMetadata(new MappedRelay(name));
    }
}
