using Relay.Core;

namespace Relay.Policies;

/// <summary>Who has a read budget.</summary>
public enum ReadBudgetOwner
{
    /// <summary>Each connection.</summary>
    Connection,

    /// <summary>Each address, by the leading bits that count (<see cref="AddressPrefixes"/>).</summary>
    Address,
}
