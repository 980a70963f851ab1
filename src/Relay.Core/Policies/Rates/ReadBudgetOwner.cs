namespace Relay.Core;

/// <summary>Who has a read budget.</summary>
public enum ReadBudgetOwner
{
    /// <summary>Each connection.</summary>
    Connection,

    /// <summary>Each IPv4 address, or /64 network of IPv6 addresses.</summary>
    Address,
}
