using Relay.Core;

namespace Relay.Policies;

/// <summary>What has a read budget of its own.</summary>
public enum ReadBudgetOwner
{
    /// <summary>Each connection.</summary>
    Connection,

    /// <summary>Each address, cut to its leading bits (<see cref="AddressPrefixes"/>).</summary>
    Address,
}
