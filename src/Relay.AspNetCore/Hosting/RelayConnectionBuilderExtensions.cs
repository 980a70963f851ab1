using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Relay.AspNetCore;

/// <summary>Adds the relay to the endpoints of a web server.</summary>
public static class RelayConnectionBuilderExtensions
{
    /// <summary>
    /// Lets the relay take connections of this endpoint over from HTTP once they are WebSockets, which halves the memory of each, and
    /// limits the connections that are not WebSockets yet. Meant for servers with many connections: for other middleware the request then
    /// ends with the handshake. TLS connections are limited, but not taken over.
    /// </summary>
    public static IConnectionBuilder UseRelayHandOver(this IConnectionBuilder endpoint)
    {
        var pending = endpoint.ApplicationServices.GetRequiredService<PendingConnections>();
        return endpoint.Use(http => connection => HandOver.RunAsync(connection, http, pending));
    }
}
