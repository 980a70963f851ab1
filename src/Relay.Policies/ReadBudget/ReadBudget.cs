using System.Buffers.Binary;
using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>One read budget rule: a bucket for each connection or address, which may be overdrawn. Thread-safe.</summary>
sealed class ReadBudget
{
    readonly TokenBuckets _buckets;
    readonly ReadBudgetMeasure _measure;
    readonly double _perSecond;
    readonly double _maxDebt;
    readonly bool _isOfConnections;
    readonly Verdict _overdrawn;

    public ReadBudget(ReadBudgetRule rule, int maxBudgets, TimeProvider time)
    {
        _measure = rule.Of ?? throw new ArgumentException("a rule says what it counts", nameof(rule));
        var count = rule.Count ?? throw new ArgumentException("a rule says how much it allows", nameof(rule));
        var full = rule.Burst ?? count;
        _buckets = new TokenBuckets(count, rule.Seconds, full, maxBudgets, time);
        _perSecond = (double)count / rule.Seconds;
        _maxDebt = rule.MaxDebt ?? full;
        _isOfConnections = rule.By == ReadBudgetOwner.Connection;
        _overdrawn = Verdict.RateLimited($"the query reads too much for this {Owner}");
    }

    string Owner => _isOfConnections ? "connection" : "address";

    /// <summary>Whether a query may begin.</summary>
    public Verdict Ask(ClientContext client)
    {
        if (KeyOf(client) is not { } key || _buckets.LevelOf(key) is not (< 0 and var level))
            return Verdict.Accept;
        var seconds = Math.Ceiling(-level / _perSecond);
        return Verdict.RateLimited(string.Create(
            CultureInfo.InvariantCulture, $"too much was read from this {Owner}, wait {seconds} seconds"));
    }

    /// <summary>Takes what a query cost. Returns a refusal if the query must end.</summary>
    public Verdict Charge(ClientContext client, in QueryCost cost)
    {
        var amount = _measure == ReadBudgetMeasure.Scanned ? cost.Scanned : cost.Bytes;
        return amount > 0 && KeyOf(client) is { } key && _buckets.Charge(key, amount) < -_maxDebt ? _overdrawn : Verdict.Accept;
    }

    Bytes32? KeyOf(ClientContext client)
    {
        // Clients without an address, as on a Unix socket, cannot be told apart.
        if (!_isOfConnections)
            return client.AddressKey;
        Span<byte> id = stackalloc byte[Bytes32.Size];
        id.Clear();
        BinaryPrimitives.WriteInt64BigEndian(id, client.Id);
        return new Bytes32(id);
    }
}
