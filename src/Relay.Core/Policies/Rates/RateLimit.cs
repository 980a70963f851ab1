using System.Threading.RateLimiting;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>One rule at work: a bucket of tokens for each address or key, gone again once it is full and unused. Thread-safe.</summary>
sealed class RateLimit : IDisposable
{
    readonly PartitionedRateLimiter<Bytes32> _buckets;
    readonly RateLimitOwner _owner;
    readonly KindSet? _kinds;
    readonly Verdict _refusal;

    internal RateLimit(RateLimitRule rule)
    {
        _owner = rule.By ?? throw new ArgumentException("a rule says by what it counts", nameof(rule));
        _kinds = rule.Kinds;
        Subject = rule.Of ?? throw new ArgumentException("a rule says what it counts", nameof(rule));
        var count = rule.Count ?? throw new ArgumentException("a rule says how many it allows", nameof(rule));
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = rule.Burst ?? count,
            TokensPerPeriod = count,
            ReplenishmentPeriod = TimeSpan.FromSeconds(rule.Seconds),
            QueueLimit = 0,
            // The limiter of all buckets fills them, so that none needs a timer of its own.
            AutoReplenishment = false,
        };
        _buckets = PartitionedRateLimiter.Create<Bytes32, Bytes32>(
            owner => RateLimitPartition.GetTokenBucketLimiter(owner, _ => bucket));
        _refusal = Verdict.RateLimited($"too many {Subject.ToString().ToLowerInvariant()} from {OwnerText(_owner)}, slow down");
    }

    internal RateLimitSubject Subject { get; }

    /// <summary>Whether it needs to see an event rather than a message: its author or its kind.</summary>
    internal bool LooksAtEvents => Subject == RateLimitSubject.Events && (_owner == RateLimitOwner.Key || _kinds is not null);

    /// <summary>Whether it needs to see filters rather than the message around them.</summary>
    internal bool LooksAtFilters => Subject is RateLimitSubject.Queries or RateLimitSubject.Counts && _kinds is not null;

    public void Dispose() => _buckets.Dispose();

    /// <summary>Counts something that has neither author nor kinds.</summary>
    internal Verdict Take(ClientContext client) => TryOwner(client, out var owner) ? Take(owner) : Verdict.Accept;

    /// <summary>Counts an event.</summary>
    internal Verdict Take(ClientContext client, NostrEvent e)
    {
        var kind = e.Kind;
        if (kind == Kind.Vanish || _kinds?.Contains(kind) == false)
            return Verdict.Accept;
        return _owner == RateLimitOwner.Key ? Take(e.PublicKey) : Take(client);
    }

    /// <summary>Counts a filter.</summary>
    internal Verdict Take(ClientContext client, Filter filter)
    {
        if (filter.Kinds is null)
            return Take(client);
        foreach (var kind in filter.Kinds.Span)
        {
            if (_kinds?.Contains(kind) != false)
                return Take(client);
        }
        return Verdict.Accept;
    }

    Verdict Take(in Bytes32 owner)
    {
        using var lease = _buckets.AttemptAcquire(owner);
        return lease.IsAcquired ? Verdict.Accept : _refusal;
    }

    bool TryOwner(ClientContext client, out Bytes32 owner)
    {
        owner = default;
        if (_owner == RateLimitOwner.Address)
        {
            // Whoever has no address, as on a Unix socket, cannot be told from others there.
            if (client.AddressKey is not { } key)
                return false;
            owner = key;
            return true;
        }
        var keys = client.AuthenticatedKeys;
        if (keys.Count == 0)
            return false;
        owner = keys[0];
        return true;
    }

    static string OwnerText(RateLimitOwner owner) => owner switch
    {
        RateLimitOwner.Address => "this address",
        RateLimitOwner.Key => "this author",
        _ => "this key",
    };
}
