using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Removes an event of any kind and author because the operator or the embedding program wants it. It leaves no tombstone, so the event may
/// come again; tombstones that are there stay.
/// </summary>
public static class EventRemover
{
    /// <summary>Whether the event was stored. Adds the bytes of what goes to <paramref name="bytes"/>.</summary>
    public static bool Remove<TView>(scoped in TView view, WriteScope scope, in Bytes32 id, ref long bytes)
        where TView : IStoreView<TView>, allows ref struct
    {
        var isStored = EventDecider.IsStored(view, scope, id);
        if (scope.Batch.TryFind(id, out var pending))
        {
            scope.Drop(pending);
            isStored = true;
        }
        // Also one that was replaced: who began to read before would still find it.
        var records = new IdWalk(id, Removal.WithReplaced);
        while (records.MoveNext(view, out var sequence, out _))
            bytes += scope.Remove(sequence);
        return isStored;
    }
}
