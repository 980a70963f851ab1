using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Notes that keep deleted and vanished events from coming back (NIP-09, NIP-62). They outlive the requests. Not thread-safe.
/// </summary>
sealed class InMemoryTombstones
{
    readonly HashSet<(Bytes32 Id, Bytes32 By)> _ids = [];
    readonly Dictionary<EventAddress, long> _addresses = [];
    readonly Dictionary<Bytes32, (long UpTo, Bytes32 Request)> _vanished = [];

    /// <summary>
    /// Notes that <paramref name="by"/> deleted an id, stored or not. Whether the event is by the same key is checked when it arrives.
    /// </summary>
    public void DeleteId(Bytes32 id, Bytes32 by) => _ids.Add((id, by));

    /// <summary>Notes that the author deleted all versions up to this time, inclusive.</summary>
    public void DeleteAddress(EventAddress address, long upTo) => Raise(_addresses, address, upTo);

    /// <summary>Notes that the key asked to vanish with everything up to the request's time, inclusive.</summary>
    public void Vanish(NostrEvent request)
    {
        if (!HasVanished(request.PublicKey, request.CreatedAt))
            _vanished[request.PublicKey] = (request.CreatedAt, request.Id);
    }

    /// <summary>Whether this same request is the latest of its key.</summary>
    public bool WasHonoured(EventView request) =>
        request.Kind == Kind.Vanish && _vanished.TryGetValue(request.PublicKey, out var last) && last.Request == request.Id;

    /// <summary>Whether the author, or a recipient of a gift wrap, deleted the event. Nothing deletes kinds 5 and 62.</summary>
    public bool IsDeleted(EventView e)
    {
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return false;
        if (_ids.Contains((e.Id, e.PublicKey)))
            return true;
        if (Kind.IsReplaced(e.Kind) && _addresses.TryGetValue(EventAddress.Of(e), out var upTo) && e.CreatedAt <= upTo)
            return true;
        if (e.Kind != Kind.GiftWrap)
            return false;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && _ids.Contains((e.Id, recipient)))
                return true;
        }
        return false;
    }

    /// <summary>Whether the author, or a recipient of a gift wrap, vanished at or after the event's time.</summary>
    public bool HasVanished(EventView e)
    {
        if (HasVanished(e.PublicKey, e.CreatedAt))
            return true;
        if (e.Kind != Kind.GiftWrap)
            return false;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && HasVanished(recipient, e.CreatedAt))
                return true;
        }
        return false;
    }

    /// <summary>Whether the key's request to vanish covers the event: it is by the key, or a gift wrap to it.</summary>
    public static bool Concerns(EventView e, Bytes32 key)
    {
        if (e.PublicKey == key)
            return true;
        if (e.Kind != Kind.GiftWrap)
            return false;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && recipient == key)
                return true;
        }
        return false;
    }

    bool HasVanished(Bytes32 key, long createdAt) => _vanished.TryGetValue(key, out var last) && createdAt <= last.UpTo;

    static void Raise<TKey>(Dictionary<TKey, long> times, TKey key, long upTo) where TKey : notnull
    {
        if (!times.TryGetValue(key, out var before) || before < upTo)
            times[key] = upTo;
    }
}
