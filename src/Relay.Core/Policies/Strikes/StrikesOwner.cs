namespace Relay.Core;

/// <summary>Who gets a strike for a refused text, and is banned for too many.</summary>
public enum StrikesOwner
{
    /// <summary>The event's author.</summary>
    Author,

    /// <summary>The IPv4 address, or the /64 network of the IPv6 address, that the event came from.</summary>
    Address,

    /// <summary>Each of the two.</summary>
    Both,
}
