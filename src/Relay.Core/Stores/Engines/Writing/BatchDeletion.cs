using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Carries out a deletion request (NIP-09): removes the named events of its author and those that hooks let it delete, and keeps them from
/// coming back.
/// </summary>
static class BatchDeletion
{
    public static void Apply(EngineBatch batch, NostrEvent request, DeletionRequest? decided)
    {
        foreach (var tag in request.Tags)
        {
            if (tag.Count < 2)
                continue;
            if (tag.Letter == 'e' && tag.Value.IsHex)
                DeleteOwn(batch, request, new Bytes32(tag.Value.Bytes), decided?.Spared);
            else if (tag.Letter == 'a')
                DeleteAddress(batch, request, tag.Value, decided?.Spared);
        }
        if (decided?.Allowed is not { } allowed)
            return;
        foreach (var id in allowed)
            DeleteAllowed(batch, request, id);
    }

    static void DeleteOwn(EngineBatch batch, NostrEvent request, in Bytes32 id, IReadOnlySet<Bytes32>? spared)
    {
        if (spared is not null && spared.Contains(id))
            return;
        if (batch.TryFindPending(id, out var pending))
        {
            if (!MayDelete(request.PublicKey, batch.Events[pending].Row.Event.View))
                return;
            batch.Drop(pending);
        }
        else if (batch.TryFindStored(id, out var row))
        {
            if (!MayDelete(request.PublicKey, row.Event.View))
                return;
            batch.Remove(row);
        }
        // The tombstone's key contains the author, so that nobody else can keep out an event that the relay has not seen.
        batch.AddTombstone(StateKeys.Event(id, request.PublicKey), long.MaxValue, request.Id);
    }

    /// <summary>The tombstone is that of the event's author, so nobody can bring the event back.</summary>
    static void DeleteAllowed(EngineBatch batch, NostrEvent request, in Bytes32 id)
    {
        NostrEvent target;
        if (batch.TryFindPending(id, out var pending))
            target = batch.Events[pending].Row.Event;
        else if (batch.TryFindStored(id, out var row))
            target = row.Event;
        else
            return;
        if (IsRequest(target.View))
            return;
        if (batch.TryFindPending(id, out pending))
            batch.Drop(pending);
        else if (batch.TryFindStored(id, out var row))
            batch.Remove(row);
        batch.AddTombstone(StateKeys.Event(id, target.PublicKey), long.MaxValue, request.Id);
    }

    static void DeleteAddress(EngineBatch batch, NostrEvent request, TextView value, IReadOnlySet<Bytes32>? spared)
    {
        if (!EventAddress.TryParse(value, out var address) || address.Author != request.PublicKey || IsSpared(batch, address, spared))
            return;
        if (batch.TryFindPending(address, out var pending) && batch.Events[pending].Row.Event.CreatedAt <= request.CreatedAt)
            batch.Drop(pending);
        foreach (var row in batch.VersionsOf(address).ToList())
        {
            if (row.Event.CreatedAt <= request.CreatedAt)
                batch.Remove(row);
        }
        batch.AddTombstone(StateKeys.Address(address), request.CreatedAt, request.Id);
    }

    static bool IsSpared(EngineBatch batch, EventAddress address, IReadOnlySet<Bytes32>? spared)
    {
        if (spared is null)
            return false;
        return batch.TryFindPending(address, out var pending) && spared.Contains(batch.Events[pending].Row.Event.Id)
            || batch.VersionsOf(address).Any(row => spared.Contains(row.Event.Id));
    }

    /// <summary>Deletion requests and requests to vanish cannot be deleted.</summary>
    static bool IsRequest(EventView target) => target.Kind is Kind.Deletion or Kind.Vanish;

    /// <summary>Whether this key may delete the event: it is the author, or the recipient of a gift wrap.</summary>
    static bool MayDelete(in Bytes32 key, EventView target) =>
        !IsRequest(target) && (target.PublicKey == key || target.Kind == Kind.GiftWrap && target.HasRecipient(key));
}
