using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Every address's part of a relay's budget, as long as somebody of the address is connected: one address cannot use up what is meant for
/// all. Thread-safe.
/// </summary>
/// <param name="option">The key of the option that sets the parts; refusals name it.</param>
/// <param name="share">The most that one address may take, in bytes.</param>
/// <param name="above">The relay's budget.</param>
public sealed class AddressBudgets(string option, long share, Budget above)
{
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, Entry> _byAddress = [];

    /// <summary>Addresses that somebody is connected from.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byAddress.Count;
        }
    }

    /// <summary>
    /// The budget from which a connection takes; <see cref="Leave"/> follows, once, when it has given everything back. A connection whose
    /// address is null, because no limit by address counts it, takes from the relay's.
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

    /// <summary>A connection that entered is over.</summary>
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
        internal Budget Budget { get; } = budget;

        internal int Connections { get; set; }
    }
}
