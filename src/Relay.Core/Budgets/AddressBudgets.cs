using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Each address's part of a relay's budget, so that one address cannot use up the memory meant for all. An address has a part as long as at
/// least one client from it is connected. Thread-safe.
/// </summary>
/// <param name="option">The key of the option that sets the parts. Refusals name it.</param>
/// <param name="share">The most that one address may take, in bytes.</param>
/// <param name="above">The relay's budget.</param>
public sealed class AddressBudgets(string option, long share, Budget above)
{
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, Entry> _byAddress = [];

    /// <summary>The number of addresses from which clients are connected.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byAddress.Count;
        }
    }

    /// <summary>
    /// The budget from which a connection takes. The caller calls <see cref="Leave"/> once, after the connection has given everything back.
    /// Clients without an address and clients on this machine take directly from the relay's budget.
    /// </summary>
    public Budget Enter(Bytes32? address)
    {
        if (address is not { } key)
            return above;
        lock (_gate)
        {
            if (!_byAddress.TryGetValue(key, out var entry))
                _byAddress.Add(key, entry = new Entry(new Budget(option, share, above)));
            entry.Connections++;
            return entry.Budget;
        }
    }

    /// <summary>Ends what <see cref="Enter"/> began: the connection is over.</summary>
    public void Leave(Bytes32? address)
    {
        if (address is not { } key)
            return;
        lock (_gate)
        {
            if (_byAddress.TryGetValue(key, out var entry) && --entry.Connections == 0)
                _byAddress.Remove(key);
        }
    }

    sealed class Entry(Budget budget)
    {
        public Budget Budget { get; } = budget;

        public int Connections { get; set; }
    }
}
