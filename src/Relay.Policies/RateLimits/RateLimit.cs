using System.Globalization;
using System.Security.Cryptography;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>One rate limit rule: a bucket of tokens for each address, key, recipient or target. Thread-safe.</summary>
sealed class RateLimit
{
    /// <summary>
    /// The most recipients or targets that an event may name if they are counted. Each takes a look at a bucket, some 60 µs for all. An
    /// event with more is refused, so that a sender cannot hide the recipients he floods behind others.
    /// </summary>
    public const int MaxNames = 100;

    readonly TokenBuckets _buckets;
    readonly CountedEvents? _counted;
    readonly RateLimitOwner _owner;
    readonly KindSet? _kinds;
    readonly string _refusal;

    public RateLimit(RateLimitRule rule, int maxBuckets, TimeProvider time)
    {
        _owner = rule.By ?? throw new ArgumentException("a rule says by what it counts", nameof(rule));
        _kinds = rule.Kinds;
        Subject = rule.Of ?? throw new ArgumentException("a rule says what it counts", nameof(rule));
        var count = rule.Count ?? throw new ArgumentException("a rule says how many it allows", nameof(rule));
        _buckets = new TokenBuckets(count, rule.Seconds, rule.Burst ?? count, maxBuckets, time);
        _counted = _owner == RateLimitOwner.Key ? new CountedEvents(maxBuckets) : null;
        _refusal = $"too many {Subject.ToString().ToLowerInvariant()} {OwnerText(_owner)}, wait ";
    }

    public RateLimitSubject Subject { get; }

    /// <summary>Whether it counts keys or events that the event names, which its sender chooses.</summary>
    public bool CountsNames => _owner is RateLimitOwner.Recipient or RateLimitOwner.Target;

    /// <summary>Whether it needs an event with a valid signature, and not only a message.</summary>
    public bool LooksAtEvents => Subject == RateLimitSubject.Events && (_owner != RateLimitOwner.Address || _kinds is not null);

    /// <summary>Whether it needs filters, and not only the message around them.</summary>
    public bool LooksAtFilters => Subject is RateLimitSubject.Queries or RateLimitSubject.Counts && _kinds is not null;

    /// <summary>Counts a message or connection that has no author or kinds.</summary>
    public Verdict Take(ClientContext client)
    {
        // All proved keys are counted. Otherwise a client could prove one more throwaway key to avoid the limit of its own.
        if (_owner == RateLimitOwner.AuthenticatedKey)
            return Take(client.Keys);
        // Clients without an address, as on a Unix socket, cannot be told apart.
        return client.AddressKey is { } key ? Take(key) : Verdict.Accept;
    }

    /// <summary>
    /// Counts an event. Requests to vanish are counted per address only: limits of their author, and of the keys they name, must not stop
    /// them.
    /// </summary>
    public Verdict Take(ClientContext client, NostrEvent e)
    {
        var kind = e.Kind;
        if (_kinds?.Contains(kind) == false || (kind == Kind.Vanish && _owner != RateLimitOwner.Address))
            return Verdict.Accept;
        if (_counted is not null)
            return TakeOfAuthor(e, _counted);
        return CountsNames ? TakeNamed(e.Tags) : Take(client);
    }

    /// <summary>Counts a filter.</summary>
    public Verdict Take(ClientContext client, Filter filter)
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

    /// <summary>Takes from the author's share, once per event, since other clients can send the event, too.</summary>
    Verdict TakeOfAuthor(NostrEvent e, CountedEvents counted)
    {
        if (counted.Contains(e))
            return Verdict.Accept;
        var verdict = Take(e.PublicKey);
        if (!verdict.IsRefused)
            counted.Add(e);
        return verdict;
    }

    Verdict TakeNamed(TagsView tags)
    {
        Span<Bytes32> names = stackalloc Bytes32[MaxNames];
        var count = 0;
        foreach (var tag in tags)
        {
            if (!TryReadName(tag, out var name) || names[..count].Contains(name))
                continue;
            if (count == MaxNames)
                return Verdict.Blocked($"events of these kinds may name {MaxNames} {_owner.ToString().ToLowerInvariant()}s at most");
            names[count++] = name;
        }
        return Take(names[..count]);
    }

    bool TryReadName(TagView tag, out Bytes32 name)
    {
        if (_owner == RateLimitOwner.Recipient)
            return tag.TryReadRecipient(out name);
        name = default;
        var isEvent = tag.Letter == 'e' && tag.Value.IsHex;
        if (isEvent)
            name = new Bytes32(tag.Value.Bytes);
        else if (tag.Letter == 'a')
            name = new Bytes32(SHA256.HashData(tag.Value.Bytes));
        else
            return false;
        return true;
    }

    Verdict Take(in Bytes32 owner) => _buckets.TryTake(owner, out var seconds) ? Verdict.Accept : Refusal(seconds);

    Verdict Take(ReadOnlySpan<Bytes32> owners) => _buckets.TryTake(owners, out var seconds) ? Verdict.Accept : Refusal(seconds);

    Verdict Refusal(long seconds) => Verdict.RateLimited(string.Create(CultureInfo.InvariantCulture, $"{_refusal}{seconds} seconds"));

    static string OwnerText(RateLimitOwner owner) => owner switch
    {
        RateLimitOwner.Address => "from this address",
        RateLimitOwner.Key => "from this author",
        RateLimitOwner.AuthenticatedKey => "from a key of this connection",
        RateLimitOwner.Recipient => "for one of the recipients",
        _ => "about one of the targets",
    };
}
