using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>Carries out a deletion request (NIP-09): removes the named events of its author, and keeps them from coming back.</summary>
static class Deletion
{
    public static void Apply<TView>(scoped in TView view, WriteScope scope, EventView request, IReadOnlySet<Bytes32>? spared)
        where TView : IStoreView<TView>, allows ref struct
    {
        foreach (var tag in request.Tags)
        {
            if (tag.Count < 2)
                continue;
            if (tag.Letter == 'e' && tag.Value.IsHex)
                DeleteEvent(view, scope, request, new Bytes32(tag.Value.Bytes), spared);
            else if (tag.Letter == 'a')
                DeleteAddress(view, scope, request, tag.Value, spared);
        }
    }

    static void DeleteEvent<TView>(scoped in TView view, WriteScope scope, EventView request, in Bytes32 id, IReadOnlySet<Bytes32>? spared)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (spared is not null && spared.Contains(id))
            return;
        var author = request.PublicKey;
        if (scope.Batch.TryFind(id, out var pending))
        {
            var target = scope.Batch.Events[pending].Event.View;
            if (!MayDelete(author, target))
                return;
            scope.Drop(pending);
        }
        // Also a replaced version, which queries that began earlier would still find. If it was stored again since, it has another record.
        var records = new IdWalk(id, Removal.WithReplaced);
        while (records.MoveNext(view, out var sequence, out var record))
        {
            if (!MayDelete(author, new EventView(record)))
                return;
            scope.Remove(sequence);
        }
        // The tombstone's key contains the author, so that nobody else can keep out an event that the relay has not seen.
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        scope.AddTombstone(TombstoneKey.Event(id, author, key), long.MaxValue, request.Id);
    }

    /// <summary>
    /// Whether this key may delete the event: it is the author, or the recipient of a gift wrap. Deletion requests and requests to vanish
    /// cannot be deleted.
    /// </summary>
    static bool MayDelete(in Bytes32 author, EventView target) =>
        target.Kind is not (Kind.Deletion or Kind.Vanish)
        && (target.PublicKey == author || target.Kind == Kind.GiftWrap && Recipients.Include(target, author));

    static void DeleteAddress<TView>(
        scoped in TView view, WriteScope scope, EventView request, TextView value, IReadOnlySet<Bytes32>? spared)
        where TView : IStoreView<TView>, allows ref struct
    {
        var author = request.PublicKey;
        if (!EventAddress.TryParse(value, out var address) || address.Author != author)
            return;
        var identifier = address.Identifier.View;
        if (spared is not null && IsSpared(view, scope, address, spared))
            return;
        Versions.RemoveUpTo(view, scope, author, address.Kind, identifier, request.CreatedAt);
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        scope.AddTombstone(TombstoneKey.Address(author, address.Kind, identifier, key), request.CreatedAt, request.Id);
    }

    static bool IsSpared<TView>(scoped in TView view, WriteScope scope, EventAddress address, IReadOnlySet<Bytes32> spared)
        where TView : IStoreView<TView>, allows ref struct
    {
        var identifier = address.Identifier.View;
        var versions = VersionWalk.Open(view, Versions.AddressTerm(address.Author, address.Kind, identifier), Posting.Max);
        while (versions.MoveNext(view, scope.Batch, address.Author, address.Kind, identifier, Removal.Present, out _, out var record))
        {
            if (spared.Contains(new EventView(record).Id))
                return true;
        }
        return false;
    }
}
