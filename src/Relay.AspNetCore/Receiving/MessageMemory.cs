using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// What messages that are being received hold together, beyond the first small buffer of each; one address has a quarter of it at
/// most. Where all have too much, the messages that hold most for longest give way. Thread-safe.
/// </summary>
sealed class MessageMemory
{
    const int Shares = 4;

    /// <summary>Looking at all connections again sooner than this would find what was found before: nothing.</summary>
    static readonly TimeSpan FruitlessPause = TimeSpan.FromMilliseconds(100);

    readonly Budget _budget;
    readonly AddressBudgets _addresses;
    readonly ConnectionRegistry _registry;
    readonly TimeProvider _time;
    readonly Lock _gate = new();
    long? _lastFruitless;

    internal MessageMemory(RelayBudgets budgets, ConnectionRegistry registry, TimeProvider time)
    {
        _time = time;
        _budget = budgets.Messages;
        _addresses = budgets.MessagesByAddress;
        _registry = registry;
    }

    /// <summary>Begins to count a message of this client; <see cref="Leave"/> follows.</summary>
    internal MessageCharge Enter(ClientContext client) => new(_addresses.Enter(client.LimitedAddress), _time);

    /// <summary>The message is whole or given up.</summary>
    internal void Leave(ClientContext client, MessageCharge charge)
    {
        charge.End();
        _addresses.Leave(client.LimitedAddress);
    }

    /// <summary>Takes more for a message. Null, or what to tell its client, for whom there is no room.</summary>
    internal string? Take(MessageCharge charge, long bytes)
    {
        var lacking = charge.Take(bytes);
        if (lacking == _budget)
            lacking = TakeFromLargest(charge, bytes);
        return lacking is null ? null : Reason(lacking);
    }

    /// <summary>What a client is told whose message had to give way.</summary>
    internal string Reason(Budget lacking) => lacking == _budget
        ? $"try again later: unfinished messages of all clients exceed {lacking.Option}"
        : $"try again later: unfinished messages of one address exceed its part of {lacking.Option}";

    Budget? TakeFromLargest(MessageCharge charge, long bytes)
    {
        Budget? lacking;
        List<RelayConnection>? forgiven = null;
        lock (_gate)
        {
            // Whoever was here before has made room for others, too.
            lacking = charge.Take(bytes);
            if (lacking == _budget && (forgiven = ForgiveLargest()) is not null)
                lacking = charge.Take(bytes);
        }
        foreach (var connection in forgiven ?? [])
            connection.CloseForgiven(Reason(_budget));
        return lacking;
    }

    /// <summary>
    /// Counts as free what those hold that hold most for longest, until a quarter is free. Null if no message has been under way for a
    /// second.
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
