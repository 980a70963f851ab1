using Relay.Nostr;

namespace Relay.Core;

/// <summary>The budget that the clients of one address share.</summary>
public sealed class AddressBudget
{
    internal AddressBudget(in Bytes32 address, Budget budget)
    {
        Address = address;
        Budget = budget;
    }

    /// <summary>What its clients may take together.</summary>
    public Budget Budget { get; }

    internal Bytes32 Address { get; }

    /// <summary>How many have entered and not left; guarded by the table.</summary>
    internal int Members { get; set; }
}
