using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>Finds the tombstone that keeps an event out: its own, its address's, or one of a key that vanished.</summary>
static class Burial
{
    /// <summary>Deleted or Vanished, or null if nothing keeps the event out.</summary>
    public static StoreStatus? Find(WriteScope scope, EventView e)
    {
        if (scope.Transaction.Entries(scope.Log.Tombstones) == 0)
            return null;
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        var author = e.PublicKey;
        if (scope.IsBuried(TombstoneKey.Vanished(author, key), e.CreatedAt))
            return StoreStatus.Vanished;
        // Deleting a deletion or a request to vanish has no effect (NIP-09, NIP-62).
        if (e.Kind is Kind.Deletion or Kind.Vanish)
            return null;
        var id = e.Id;
        if (scope.IsBuried(TombstoneKey.Event(id, author, key), e.CreatedAt))
            return StoreStatus.Deleted;
        if (Kind.IsReplaced(e.Kind) && scope.IsBuried(TombstoneKey.Address(author, e.Kind, Versions.Identifier(e), key), e.CreatedAt))
            return StoreStatus.Deleted;
        return e.Kind == Kind.GiftWrap ? FindForRecipients(scope, e, id) : null;
    }

    static StoreStatus? FindForRecipients(WriteScope scope, EventView e, in Bytes32 id)
    {
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        foreach (var tag in e.Tags)
        {
            if (!Recipients.TryRead(tag, out var recipient))
                continue;
            if (scope.IsBuried(TombstoneKey.Vanished(recipient, key), e.CreatedAt))
                return StoreStatus.Vanished;
            if (scope.IsBuried(TombstoneKey.Event(id, recipient, key), e.CreatedAt))
                return StoreStatus.Deleted;
        }
        return null;
    }
}
