using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Carries out a request to vanish (NIP-62). The tombstone comes first: once it is committed, nothing of the key is visible. The engine
/// then erases the events in slices, and goes on after a restart.
/// </summary>
public static class Erasure
{
    internal static void Begin(WriteScope scope, EventView request, Belongings belongings)
    {
        var vanishing = new Vanishing(request.PublicKey, request.CreatedAt, request.Id);
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        scope.AddTombstone(TombstoneKey.Vanished(vanishing.Key, key), vanishing.UpTo, vanishing.Request);
        if (belongings == Belongings.None)
            return;
        scope.WriteVanishing(vanishing);
        // A later request of the same key covers an earlier one that is still being carried out.
        scope.Batch.Vanishing = scope.Batch.Vanishing.SetItem(vanishing.Key, vanishing);
        for (var i = 0; i < scope.Batch.Events.Count; i++)
        {
            if (!scope.Batch.Events[i].IsDropped && vanishing.Covers(scope.Batch.Events[i].Event.View))
                scope.Drop(i);
        }
    }

    /// <summary>
    /// Notes that the request is carried out. Does nothing if a later request of the same key has replaced it: then that one ends the
    /// erasure.
    /// </summary>
    public static void End(WriteScope scope, Vanishing request)
    {
        var pending = scope.Batch.Vanishing;
        if (!pending.TryGetValue(request.Key, out var current) || current != request)
            return;
        scope.DeleteVanishing(request.Key);
        scope.Batch.Vanishing = pending.Remove(request.Key);
        scope.Batch.IsDirty = true;
    }

    /// <summary>Adds the numbers of all stored events that the request covers.</summary>
    public static void FindAll<TView>(scoped in TView view, Vanishing vanishing, List<long> found)
        where TView : IStoreView<TView>, allows ref struct
    {
        var terms = new List<Term>();
        var clock = SliceClock.Endless;
        var all = new ListAllowance(int.MaxValue, ref clock, mayOverrun: true);
        AuthorKinds.TryAdd(view, vanishing.Key, wanted: null, terms, ref all);
        terms.Add(TView.HasherOf(view).Tag((byte)'p', new TextView(vanishing.Key.Span, isHex: true)));
        foreach (var term in terms)
        {
            var postings = new PostingMerge();
            postings.AddTerm(view, term, Posting.LastOf(vanishing.UpTo));
            for (; postings.HasCurrent; postings.MoveNext(view))
            {
                var posting = postings.Current;
                if (term.Type == TermType.Tag && posting.Kind != Kind.GiftWrap)
                    continue;
                if (TView.TryGetRecord(view, posting.Sequence, Removal.WithReplaced, out var record)
                    && vanishing.Covers(new EventView(record)))
                    found.Add(posting.Sequence);
            }
        }
    }
}
