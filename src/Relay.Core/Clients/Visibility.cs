using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Decides alone who may see an event. Every answer is checked by it: stored and live events, limit 0, ids, COUNT and its HyperLogLog.
/// Expiry does not depend on the asker; stores hide expired events themselves. Immutable.
/// </summary>
public sealed class Visibility
{
    readonly KindSet _privateKinds;
    readonly KindSet _authorOnlyKinds;
    readonly Bytes32[] _keys;

    /// <summary>What an asker who has proved these keys may see.</summary>
    /// <param name="privateKinds">Kinds served to their authors and the keys in their p tags only.</param>
    /// <param name="authorOnlyKinds">Kinds served to their authors only; requests to vanish (62) always are.</param>
    /// <param name="keys">The keys, any of which will do.</param>
    public Visibility(KindSet privateKinds, KindSet authorOnlyKinds, params ReadOnlySpan<Bytes32> keys)
        : this(privateKinds, authorOnlyKinds.Or(AlwaysAuthorOnly), keys.ToArray(), seesAll: false)
    {
    }

    Visibility(KindSet privateKinds, KindSet authorOnlyKinds, Bytes32[] keys, bool seesAll)
    {
        _privateKinds = privateKinds;
        _authorOnlyKinds = authorOnlyKinds;
        _keys = keys;
        SeesAll = seesAll;
    }

    /// <summary>What the operator's own commands see: everything.</summary>
    public static Visibility Everything { get; } = new(KindSet.Empty, KindSet.Empty, [], seesAll: true);

    /// <summary>
    /// Kinds that only their authors see, with any configuration: requests to vanish. Any client may send one for its author, and no
    /// deletion request removes it.
    /// </summary>
    public static KindSet AlwaysAuthorOnly { get; } = KindSet.Of(Kind.Vanish);

    /// <summary>What a client without a proved key sees under the default settings: private kinds do not exist for it.</summary>
    public static Visibility Public { get; } = new(AuthenticationOptions.UsuallyPrivate, KindSet.Empty);

    /// <summary>Whether no kind is hidden.</summary>
    public bool SeesAll { get; }

    /// <summary>The keys that the asker has proved.</summary>
    public ReadOnlySpan<Bytes32> Keys => _keys;

    /// <summary>Whether every event of this kind is visible, so that no record needs to be read.</summary>
    public bool SeesAllOf(ushort kind) => !_privateKinds.Contains(kind) && !_authorOnlyKinds.Contains(kind);

    /// <summary>Whether the event is visible to the asker.</summary>
    public bool CanSee(EventView e)
    {
        var kind = e.Kind;
        return SeesAllOf(kind) || IsAuthor(e) || MayBeAddressed(kind) && IsAddressed(e);
    }

    /// <summary>
    /// The same for callers that check one event for many clients: its tags are collected once, and not walked again for each client.
    /// </summary>
    internal bool CanSee(EventView e, EventTags tags, TermHasher hasher)
    {
        var kind = e.Kind;
        return SeesAllOf(kind) || IsAuthor(e) || MayBeAddressed(kind) && IsAddressed(e, tags, hasher);
    }

    /// <summary>Whether the filter asks for hidden kinds only, so that only events by or to the asker's keys can match.</summary>
    public bool HidesAllOf(Filter filter)
    {
        if (filter.Kinds is not { Count: > 0 } kinds)
            return false;
        foreach (var kind in kinds.Span)
        {
            if (SeesAllOf(kind))
                return false;
        }
        return true;
    }

    /// <summary>The same rules for an asker who has proved these keys.</summary>
    internal Visibility With(IReadOnlyList<Bytes32> keys) => new(_privateKinds, _authorOnlyKinds, [.. keys], seesAll: false);

    bool IsAuthor(EventView e) => _keys.AsSpan().Contains(e.PublicKey);

    bool MayBeAddressed(ushort kind) => _keys.Length > 0 && !_authorOnlyKinds.Contains(kind);

    bool IsAddressed(EventView e, EventTags tags, TermHasher hasher)
    {
        foreach (ref readonly var key in _keys.AsSpan())
        {
            if (tags.Carries((byte)'p', new TextView(key.Span, isHex: true), e, hasher))
                return true;
        }
        return false;
    }

    bool IsAddressed(EventView e)
    {
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var key) && _keys.AsSpan().Contains(key))
                return true;
        }
        return false;
    }
}
