using Relay.Core;

namespace Relay.Policies;

/// <summary>Who gets a strike for a refused text, and is banned for too many.</summary>
public enum StrikesOwner
{
    /// <summary>The event's author.</summary>
    Author,

    /// <summary>The client's address, by the leading bits that count (<see cref="AddressPrefixes"/>).</summary>
    Address,

    /// <summary>Each of the two.</summary>
    Both,
}
