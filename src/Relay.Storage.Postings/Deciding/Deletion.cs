using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Carries out a deletion request (NIP-09): removes the named events of its author and those that hooks let it delete, and keeps them from
/// coming back.
/// </summary>
static class Deletion
{
    public static void Apply<TView>(scoped in TView view, WriteScope scope, EventView e, DeletionRequest? request)
        where TView : IStoreView<TView>, allows ref struct
    {
        var spared = request?.Spared;
        foreach (var tag in e.Tags)
        {
            if (tag.Count < 2)
                continue;
            if (tag.Letter == 'e' && tag.Value.IsHex)
                DeleteOwn(view, scope, e, new Bytes32(tag.Value.Bytes), spared);
            else if (tag.Letter == 'a')
                DeleteAddress(view, scope, e, tag.Value, spared);
        }
        if (request?.Allowed is not { } allowed)
            return;
        foreach (var id in allowed)
            DeleteAllowed(view, scope, e, id);
    }

    static void DeleteOwn<TView>(scoped in TView view, WriteScope scope, EventView request, in Bytes32 id, IReadOnlySet<Bytes32>? spared)
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
        AddTombstone(scope, id, author, request);
    }

    /// <summary>The tombstone is that of the event's author, so nobody can bring the event back.</summary>
    static void DeleteAllowed<TView>(scoped in TView view, WriteScope scope, EventView request, in Bytes32 id)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (scope.Batch.TryFind(id, out var pending))
        {
            var target = scope.Batch.Events[pending].Event.View;
            if (IsRequest(target))
                return;
            AddTombstone(scope, id, target.PublicKey, request);
            scope.Drop(pending);
        }
        var records = new IdWalk(id, Removal.WithReplaced);
        while (records.MoveNext(view, out var sequence, out var record))
        {
            var target = new EventView(record);
            if (IsRequest(target))
                return;
            AddTombstone(scope, id, target.PublicKey, request);
            scope.Remove(sequence);
        }
    }

    static void AddTombstone(WriteScope scope, in Bytes32 id, in Bytes32 author, EventView request)
    {
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        scope.AddTombstone(TombstoneKey.Event(id, author, key), long.MaxValue, request.Id);
    }

    /// <summary>Deletion requests and requests to vanish cannot be deleted.</summary>
    static bool IsRequest(EventView target) => target.Kind is Kind.Deletion or Kind.Vanish;

    /// <summary>Whether this key may delete the event: it is the author, or the recipient of a gift wrap.</summary>
    static bool MayDelete(in Bytes32 author, EventView target) =>
        !IsRequest(target)
        && (target.PublicKey == author || target.Kind == Kind.GiftWrap && target.HasRecipient(author));

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
