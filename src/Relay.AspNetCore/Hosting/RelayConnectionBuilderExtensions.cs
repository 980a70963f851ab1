using Microsoft.AspNetCore.Connections;

namespace Relay.AspNetCore;

/// <summary>Adds the relay to the endpoints of a web server.</summary>
public static class RelayConnectionBuilderExtensions
{
    /// <summary>
    /// Lets the relay take an endpoint's connections over from HTTP once they are WebSockets, which halves the memory of
    /// each. For a server that has many; requests then end with the handshake for all other middleware. Without TLS only.
    /// </summary>
    public static IConnectionBuilder UseRelayHandOver(this IConnectionBuilder endpoint) =>
        endpoint.Use(static http => connection => HandOver.RunAsync(connection, http));
}
