using Relay.Core;

namespace Relay.Policies;

/// <summary>What has a bucket of its own under a rate limit.</summary>
public enum RateLimitOwner
{
    /// <summary>The client's address, cut to its leading bits (<see cref="AddressPrefixes"/>).</summary>
    Address,

    /// <summary>The author of an event with a valid signature.</summary>
    Key,

    /// <summary>Every key that the connection has proved (NIP-42).</summary>
    AuthenticatedKey,

    /// <summary>Every key that the event names in a p tag.</summary>
    Recipient,

    /// <summary>Every event that the event names in an e tag, and every address in an a tag.</summary>
    Target,
}
