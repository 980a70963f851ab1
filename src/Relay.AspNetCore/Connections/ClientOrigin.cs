using System.Net;

namespace Relay.AspNetCore;

/// <summary>Where a request comes from.</summary>
/// <param name="Address">The client's address, or its proxy's if the client's is not known; null on a Unix socket.</param>
/// <param name="Path">How the request got here.</param>
readonly record struct ClientOrigin(IPAddress? Address, ClientPath Path)
{
    /// <summary>Whether a proxy or a tunnel has passed the request on.</summary>
    public bool IsForwarded => Path != ClientPath.Direct;
}
