using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>The requests to vanish that are being carried out, at most one per key. Every reader checks them.</summary>
public static class VanishingKeys
{
    /// <summary>No requests.</summary>
    public static readonly ImmutableDictionary<Bytes32, Vanishing> None = ImmutableDictionary<Bytes32, Vanishing>.Empty;

    /// <summary>Whether any of the requests covers the event. Keys are looked up, not searched, since there may be many requests.</summary>
    public static bool Cover(this ImmutableDictionary<Bytes32, Vanishing> requests, EventView e)
    {
        if (requests.Count == 0)
            return false;
        if (requests.TryGetValue(e.PublicKey, out var request) && request.Covers(e))
            return true;
        if (e.Kind != Kind.GiftWrap)
            return false;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && requests.TryGetValue(recipient, out request) && e.CreatedAt <= request.UpTo)
                return true;
        }
        return false;
    }
}
