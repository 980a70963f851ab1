using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// What messages that are being received hold together, beyond the first small buffer of each: part of the relay's budget, of which one
/// address has a quarter at most. Where all have too much, the messages that hold most for longest give way. Thread-safe.
/// </summary>
sealed class MessageMemory
{
    const int Shares = 4;
    const long FruitlessPause = 100;

    readonly Budget _budget;
    readonly AddressBudgets _addresses;
    readonly ConnectionRegistry _registry;
    long _nextLook;
    int _isLooking;

    internal MessageMemory(RelayBudgets budgets, ConnectionRegistry registry)
    {
        _budget = budgets.Messages;
        _addresses = budgets.MessagesByAddress;
        _registry = registry;
    }

    /// <summary>Begins to count a message of this client; <see cref="Leave"/> follows.</summary>
    internal MessageCharge Enter(ClientContext client) => new(_addresses.Enter(client));

    /// <summary>The message is whole or given up.</summary>
    internal void Leave(ClientContext client, MessageCharge charge)
    {
        charge.End();
        _addresses.Leave(client);
    }

    /// <summary>Takes more for a message. Null, or what to tell its client, for whom there is no room.</summary>
    internal string? Take(MessageCharge charge, long bytes)
    {
        var lacking = charge.Take(bytes);
        if (lacking == _budget && CloseLargest())
            lacking = charge.Take(bytes);
        return lacking is null ? null : Reason(lacking);
    }

    /// <summary>What a client is told whose message had to give way.</summary>
    internal string Reason(Budget lacking) => lacking == _budget
        ? $"try again later: unfinished messages of all clients exceed {lacking.Option}"
        : $"try again later: unfinished messages of one address exceed its part of {lacking.Option}";

    /// <summary>Closes those that hold most for longest, until a quarter is free. False if none has been under way for a second.</summary>
    bool CloseLargest()
    {
        var now = Environment.TickCount64;
        if (now < Volatile.Read(ref _nextLook) || Interlocked.Exchange(ref _isLooking, 1) == 1)
            return false;
        try
        {
            var victims = new List<(long Weight, RelayConnection Connection)>();
            foreach (var (_, connection) in _registry.Connections)
            {
                if (connection.MessageWeight is > 0 and var weight)
                    victims.Add((weight, connection));
            }
            victims.Sort(static (a, b) => b.Weight.CompareTo(a.Weight));
            foreach (var (_, connection) in victims)
            {
                if (_budget.Used <= _budget.Limit - _budget.Limit / Shares)
                    break;
                connection.EvictMessage(Reason(_budget));
            }
            if (victims.Count == 0)
                Volatile.Write(ref _nextLook, now + FruitlessPause);
            return victims.Count > 0;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }
}
