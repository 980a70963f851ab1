using Relay.Nostr;

namespace Relay.Core;

/// <summary>Decides whether an event is stored, and notes in the batch what that changes.</summary>
static class BatchDecider
{
    const long MaxCreatedAt = (1L << 40) - 1;

    /// <summary>Decides and carries out. The answer holds once the batch is committed.</summary>
    /// <param name="batch">The commit.</param>
    /// <param name="e">The event.</param>
    /// <param name="request">What hooks have decided about a deletion's targets; null if they decided nothing.</param>
    /// <param name="history">The number reserved for an imported event; null for a live one.</param>
    public static async ValueTask<StoreResult> DecideAsync(EngineBatch batch, NostrEvent e, DeletionRequest? request, long? history)
    {
        if (Refuse(batch, e) is { } refused)
            return refused;
        if (e.Kind == Kind.Vanish)
        {
            var belongings = await BatchErasure.FindBelongingsAsync(batch, e.PublicKey);
            if (belongings != KeyBelongings.Some)
            {
                BatchErasure.Begin(batch, e, erases: belongings == KeyBelongings.Remains);
                return new StoreResult(StoreStatus.Honoured);
            }
        }
        EventAddress? address = null;
        if (Kind.IsReplaced(e.Kind))
        {
            address = EventAddress.Of(e.View);
            if (!TryReplace(batch, e, address.Value, history))
                return new StoreResult(StoreStatus.Superseded);
        }
        var sequence = batch.Add(e, history, address);
        if (e.Kind == Kind.Deletion)
            BatchDeletion.Apply(batch, e, request);
        else if (e.Kind == Kind.Vanish)
            BatchErasure.Begin(batch, e, erases: true);
        return new StoreResult(StoreStatus.Stored, sequence);
    }

    static StoreResult? Refuse(EngineBatch batch, NostrEvent e)
    {
        var view = e.View;
        if (view.CreatedAt > MaxCreatedAt)
            return StoreResult.Failed("invalid: created_at is too far in the future to be stored");
        if (view.IsExpiredAt(batch.Now))
            return new StoreResult(StoreStatus.Expired);
        if (batch.IsStored(view.Id))
            return new StoreResult(StoreStatus.Duplicate);
        if (FindTombstone(batch, view) is { } buried)
            return new StoreResult(buried);
        return batch.Refusal is { } refusal && view.Kind is not (Kind.Deletion or Kind.Vanish) ? StoreResult.Failed(refusal) : null;
    }

    static StoreStatus? FindTombstone(EngineBatch batch, EventView e)
    {
        EventAddress? address = Kind.IsReplaced(e.Kind) ? EventAddress.Of(e) : null;
        var isDeleted = false;
        foreach (var key in BatchLookups.TombstonesOf(e, address))
        {
            if (!batch.IsCovered(key, e.CreatedAt))
                continue;
            if (!TombstoneKey.IsOfVanished(key.Span))
                isDeleted = true;
            else
                return e.Kind == Kind.Vanish && batch.IsCoveredBy(key, e.Id) ? StoreStatus.Duplicate : StoreStatus.Vanished;
        }
        return isDeleted ? StoreStatus.Deleted : null;
    }

    /// <summary>
    /// Removes the versions that this event replaces. Returns false, and removes nothing, if a version wins: the newest does or, with equal
    /// times, the one with the lowest id (NIP-01).
    /// </summary>
    static bool TryReplace(EngineBatch batch, NostrEvent e, EventAddress address, long? history)
    {
        if (batch.TryFindPending(address, out var pending))
        {
            if (!Wins(e, batch.Events[pending].Row.Event))
                return false;
            batch.Drop(pending);
            return true;
        }
        var replaced = new List<CommittedEvent>();
        foreach (var row in batch.VersionsOf(address))
        {
            // An expired version no longer counts, even if it is not removed yet.
            if (!row.Event.View.IsExpiredAt(batch.Now) && !Wins(e, row.Event))
                return false;
            replaced.Add(row);
        }
        foreach (var row in replaced)
        {
            batch.Remove(row);
            if (history is null)
                batch.Replaced.Add((row, batch.Next));
        }
        return true;
    }

    static bool Wins(NostrEvent e, NostrEvent other) => EventPosition.Of(e.View).CompareTo(EventPosition.Of(other.View)) < 0;
}
