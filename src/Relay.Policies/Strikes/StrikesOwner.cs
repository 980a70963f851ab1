using Relay.Core;

namespace Relay.Policies;

/// <summary>What gets a strike for a refused text, and is banned after too many.</summary>
public enum StrikesOwner
{
    /// <summary>The event's author.</summary>
    Author,

    /// <summary>The client's address, cut to its leading bits (<see cref="AddressPrefixes"/>).</summary>
    Address,

    /// <summary>Both the author and the address.</summary>
    Both,
}
