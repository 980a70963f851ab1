using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Decides whether an event is stored, by the view and the batch so far, and carries the decision out in the writer's transaction. History
/// keeps the number reserved for it; a live event gets the next number.
/// </summary>
public static class EventDecider
{
    /// <summary>Decides and carries out. Give the answer to the client when the transaction is committed.</summary>
    /// <param name="view">The store as committed before the transaction.</param>
    /// <param name="scope">The transaction.</param>
    /// <param name="owner">The event.</param>
    /// <param name="request">What hooks have decided about a deletion's targets; null if they decided nothing.</param>
    /// <param name="history">The number reserved for an imported event; null for a live one.</param>
    public static StoreResult Decide<TView>(
        scoped in TView view, WriteScope scope, NostrEvent owner, DeletionRequest? request, long? history)
        where TView : IStoreView<TView>, allows ref struct
    {
        var e = owner.View;
        if (e.CreatedAt > Posting.MaxCreatedAt)
            return StoreResult.Failed("invalid: created_at is too far in the future to be stored");
        if (e.IsExpiredAt(scope.Now))
            return new StoreResult(StoreStatus.Expired);
        var id = e.Id;
        if (scope.Batch.TryFind(id, out _) || IsStored(view, scope, id))
            return new StoreResult(StoreStatus.Duplicate);
        if (Tombstones.Find(scope, e) is { } buried)
            return new StoreResult(buried);
        var isRequest = e.Kind is Kind.Deletion or Kind.Vanish;
        if (scope.Refusal is { } refusal && !isRequest)
            return StoreResult.Failed(refusal);
        var belongings = e.Kind == Kind.Vanish ? BelongingsSearch.Find(view, scope, e.PublicKey) : Belongings.Some;
        if (belongings != Belongings.Some)
        {
            Erasure.Begin(scope, e, belongings);
            return new StoreResult(StoreStatus.Honoured);
        }
        Bytes32? address = null;
        if (Kind.IsReplaced(e.Kind))
        {
            address = Versions.AddressHash(e.PublicKey, e.Kind, Versions.Identifier(e));
            if (!Versions.TryReplace(view, scope, e, address.Value, scope.Batch.Next(history)))
                return new StoreResult(StoreStatus.Superseded);
        }
        var sequence = scope.Batch.Add(owner, history, address);
        if (e.Kind == Kind.Deletion)
            Deletion.Apply(view, scope, e, request);
        else if (e.Kind == Kind.Vanish)
            Erasure.Begin(scope, e, belongings);
        return new StoreResult(StoreStatus.Stored, sequence);
    }

    internal static bool IsStored<TView>(scoped in TView view, WriteScope scope, in Bytes32 id)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (!new IdWalk(id, Removal.Present).MoveNext(view, out var sequence, out var record) || scope.Batch.IsRemoved(sequence))
            return false;
        return !scope.Batch.Vanishing.Cover(new EventView(record));
    }
}
