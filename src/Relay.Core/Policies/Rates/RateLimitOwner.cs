namespace Relay.Core;

/// <summary>Whose share a rate limit counts on.</summary>
public enum RateLimitOwner
{
    /// <summary>The client's IPv4 address, or the /64 network of its IPv6 address.</summary>
    Address,

    /// <summary>The author of an event whose signature is right.</summary>
    Key,

    /// <summary>The key that the connection proved first (NIP-42).</summary>
    AuthenticatedKey,
}
