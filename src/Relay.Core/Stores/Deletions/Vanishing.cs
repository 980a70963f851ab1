using Relay.Nostr;

namespace Relay.Core;

/// <summary>A request to vanish that is being carried out (NIP-62).</summary>
/// <param name="Key">The key whose events are erased: those by it, and gift wraps to it.</param>
/// <param name="UpTo">The last second covered.</param>
/// <param name="Request">The id of the request itself, which is not erased.</param>
public sealed record Vanishing(Bytes32 Key, long UpTo, Bytes32 Request)
{
    /// <summary>Whether the request covers the event: it is by the key, or a gift wrap to it, and not later than the last second.</summary>
    public bool Covers(EventView e) =>
        e.CreatedAt <= UpTo
        && (e.PublicKey == Key && e.Id != Request || e.Kind == Kind.GiftWrap && e.HasRecipient(Key));
}
