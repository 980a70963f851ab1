using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The memory of all messages that are being received, except the first small buffer of each. One address may have at most a quarter of it.
/// If all together need more than there is, the messages that hold most for longest give way. Thread-safe.
/// </summary>
sealed class MessageMemory
{
    const int Shares = 4;

    /// <summary>The shortest time between two searches that find nothing to free. An earlier search would find nothing again.</summary>
    static readonly TimeSpan FruitlessPause = TimeSpan.FromMilliseconds(100);

    readonly Budget _budget;
    readonly AddressBudgets _addresses;
    readonly ConnectionRegistry _registry;
    readonly TimeProvider _time;
    readonly Lock _gate = new();
    long? _lastFruitless;

    public MessageMemory(RelayBudgets budgets, ConnectionRegistry registry, TimeProvider time)
    {
        _time = time;
        _budget = budgets.Messages;
        _addresses = budgets.MessagesByAddress;
        _registry = registry;
    }

    /// <summary>Begins to count a message of this client; <see cref="Leave"/> follows.</summary>
    public MessageCharge Enter(ClientContext client) => new(_addresses.Enter(client.LimitedAddress), _time);

    /// <summary>Ends the count of a message that is whole or given up.</summary>
    public void Leave(ClientContext client, MessageCharge charge)
    {
        charge.End();
        _addresses.Leave(client.LimitedAddress);
    }

    /// <summary>Takes more bytes for a message. Null, or the reason to tell the client if there is no room.</summary>
    public string? Take(MessageCharge charge, long bytes)
    {
        var lacking = charge.Take(bytes);
        if (lacking == _budget)
            lacking = TakeFromLargest(charge, bytes);
        return lacking is null ? null : Reason(lacking);
    }

    /// <summary>The reason given to a client whose message had to give way.</summary>
    public string Reason(Budget lacking) => lacking == _budget
        ? $"try again later: unfinished messages of all clients exceed {lacking.Option}"
        : $"try again later: unfinished messages of one address exceed its part of {lacking.Option}";

    Budget? TakeFromLargest(MessageCharge charge, long bytes)
    {
        Budget? lacking;
        List<RelayConnection>? forgiven = null;
        lock (_gate)
        {
            // Another connection may have made room while this one waited for the gate.
            lacking = charge.Take(bytes);
            if (lacking == _budget && (forgiven = ForgiveLargest()) is not null)
                lacking = charge.Take(bytes);
        }
        foreach (var connection in forgiven ?? [])
            connection.CloseForgiven(Reason(_budget));
        return lacking;
    }

    /// <summary>
    /// Counts the messages that hold most for longest as free, until a quarter of the budget is free. Returns their connections; null if no
    /// message has been under way for a second.
    /// </summary>
    List<RelayConnection>? ForgiveLargest()
    {
        if (_lastFruitless is { } last && _time.GetElapsedTime(last) < FruitlessPause)
            return null;
        var victims = new List<(long Weight, MessageCharge Charge, RelayConnection Connection)>();
        foreach (var (_, connection) in _registry.Connections)
        {
            if (connection.MessageCharge is { Weight: > 0 and var weight } charge)
                victims.Add((weight, charge, connection));
        }
        _lastFruitless = victims.Count == 0 ? _time.GetTimestamp() : null;
        victims.Sort(static (a, b) => b.Weight.CompareTo(a.Weight));
        List<RelayConnection>? forgiven = null;
        foreach (var (_, charge, connection) in victims)
        {
            if (_budget.Used <= _budget.Limit - _budget.Limit / Shares)
                break;
            if (charge.TryForgive())
                (forgiven ??= []).Add(connection);
        }
        return forgiven;
    }
}
