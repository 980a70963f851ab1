using Relay.Core;

namespace Relay.Policies;

/// <summary>Whose share a rate limit counts on.</summary>
public enum RateLimitOwner
{
    /// <summary>The client's address, by the leading bits that count (<see cref="AddressPrefixes"/>).</summary>
    Address,

    /// <summary>The author of an event whose signature is right.</summary>
    Key,

    /// <summary>Every key that the connection has proved (NIP-42).</summary>
    AuthenticatedKey,

    /// <summary>Every key that the event names in a p tag.</summary>
    Recipient,

    /// <summary>Every event that the event names in an e tag, and every address in an a tag.</summary>
    Target,
}
