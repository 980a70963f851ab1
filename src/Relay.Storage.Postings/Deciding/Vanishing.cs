using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>A request to vanish that is being carried out (NIP-62).</summary>
/// <param name="Key">Whose events go: as author, and gift wraps as recipient.</param>
/// <param name="UpTo">The last second covered.</param>
/// <param name="Request">The request itself, which stays.</param>
public sealed record Vanishing(Bytes32 Key, long UpTo, Bytes32 Request)
{
    /// <summary>Whether the event goes: it is by the key, or a gift wrap to it, and not later than the last second.</summary>
    public bool Covers(EventView e) =>
        e.CreatedAt <= UpTo
        && (e.PublicKey == Key && e.Id != Request || e.Kind == Kind.GiftWrap && Recipients.Include(e, Key));
}
