using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The budgets of client addresses, each a part of one budget of the relay, by <see cref="ClientContext.AddressKey"/>. An address has one
/// while somebody of it is connected. Thread-safe.
/// </summary>
/// <param name="option">The key of the option that sets each address's part.</param>
/// <param name="limit">Each address's part, in bytes.</param>
/// <param name="above">The budget of which they are parts; null if of none.</param>
public sealed class AddressBudgets(string option, long limit, Budget? above)
{
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, AddressBudget> _byAddress = [];

    /// <summary>How many addresses have one.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byAddress.Count;
        }
    }

    /// <summary>The budget of an address, until <see cref="Leave"/>.</summary>
    public AddressBudget Enter(in Bytes32 address)
    {
        lock (_gate)
        {
            if (!_byAddress.TryGetValue(address, out var budget))
                _byAddress.Add(address, budget = new AddressBudget(address, new Budget(option, limit, above)));
            budget.Members++;
            return budget;
        }
    }

    /// <summary>Gives up what <see cref="Enter"/> gave, once for each time.</summary>
    public void Leave(AddressBudget budget)
    {
        lock (_gate)
        {
            if (--budget.Members == 0)
                _byAddress.Remove(budget.Address);
        }
    }
}
