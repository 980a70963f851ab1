using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>Finds the tombstone that keeps an event out: its own, its address's, or one of a key that vanished.</summary>
static class Tombstones
{
    /// <summary>
    /// Deleted, Vanished, or Duplicate for a request to vanish that was already honoured. Null if no tombstone covers the event.
    /// </summary>
    public static StoreStatus? Find(WriteScope scope, EventView e)
    {
        if (!scope.HasTombstones)
            return null;
        if (HasVanished(scope, e))
            return WasHonoured(scope, e) ? StoreStatus.Duplicate : StoreStatus.Vanished;
        // Deleting a deletion or a request to vanish has no effect (NIP-09, NIP-62).
        return e.Kind is not (Kind.Deletion or Kind.Vanish) && IsDeleted(scope, e) ? StoreStatus.Deleted : null;
    }

    static bool HasVanished(WriteScope scope, EventView e)
    {
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        if (scope.IsCovered(TombstoneKey.Vanished(e.PublicKey, key), e.CreatedAt))
            return true;
        if (e.Kind != Kind.GiftWrap)
            return false;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && scope.IsCovered(TombstoneKey.Vanished(recipient, key), e.CreatedAt))
                return true;
        }
        return false;
    }

    static bool WasHonoured(WriteScope scope, EventView e)
    {
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        return e.Kind == Kind.Vanish && scope.IsCoveredBy(TombstoneKey.Vanished(e.PublicKey, key), e.Id);
    }

    static bool IsDeleted(WriteScope scope, EventView e)
    {
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        var (id, author) = (e.Id, e.PublicKey);
        if (scope.IsCovered(TombstoneKey.Event(id, author, key), e.CreatedAt))
            return true;
        if (Kind.IsReplaced(e.Kind) && scope.IsCovered(TombstoneKey.Address(author, e.Kind, Versions.Identifier(e), key), e.CreatedAt))
            return true;
        if (e.Kind != Kind.GiftWrap)
            return false;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && scope.IsCovered(TombstoneKey.Event(id, recipient, key), e.CreatedAt))
                return true;
        }
        return false;
    }
}
