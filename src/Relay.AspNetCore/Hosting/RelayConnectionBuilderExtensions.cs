using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.AspNetCore;

/// <summary>Adds the relay to the endpoints of a web server.</summary>
public static class RelayConnectionBuilderExtensions
{
    /// <summary>
    /// Lets the relay take an endpoint's connections over from HTTP once they are WebSockets, which halves the memory of
    /// each, and bounds those that are none yet. For a server that has many; requests then end with the handshake for all other
    /// middleware. Connections with TLS are bounded, but not taken over.
    /// </summary>
    public static IConnectionBuilder UseRelayHandOver(this IConnectionBuilder endpoint)
    {
        var pending = endpoint.ApplicationServices.GetRequiredService<PendingConnections>();
        return endpoint.Use(http => connection => HandOver.RunAsync(connection, http, pending));
    }
}
