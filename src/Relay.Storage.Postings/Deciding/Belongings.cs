using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// What the store has of a key: events by it, and gift wraps to it. Looked up before a request to vanish is stored (NIP-62).
/// </summary>
enum Belongings
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Only events that no reader finds: they have expired or were replaced, and are not forgotten yet.</summary>
    Remains,

    /// <summary>At least one event that readers find.</summary>
    Some,
}

/// <summary>Looks up what the store has of a key, within the time that the writer may spend on it.</summary>
static class BelongingsSearch
{
    /// <summary>Other writes wait during the search. A key with more postings than this is taken to have something.</summary>
    const int MaxPostings = 4_096;

    /// <summary>The most kinds of events by the key that are searched, for the same reason.</summary>
    const int MaxKinds = 256;

    public static Belongings Find<TView>(scoped in TView view, WriteScope scope, in Bytes32 key)
        where TView : IStoreView<TView>, allows ref struct
    {
        foreach (var e in scope.Batch.Events)
        {
            if (!e.IsDropped && IsOf(e.Event.View, key))
                return Belongings.Some;
        }
        var terms = new List<Term>();
        var clock = SliceClock.Endless;
        var lists = new ListAllowance(MaxKinds, ref clock, mayOverrun: true);
        if (!AuthorKinds.TryAdd(view, key, wanted: null, terms, ref lists))
            return Belongings.Some;
        terms.Add(TView.HasherOf(view).Tag((byte)'p', new TextView(key.Span, isHex: true)));
        var left = MaxPostings;
        var found = Belongings.None;
        foreach (var term in terms)
        {
            var inList = FindIn(view, scope, key, term, ref left);
            if (inList == Belongings.Some)
                return inList;
            found = inList > found ? inList : found;
        }
        return found;
    }

    static Belongings FindIn<TView>(scoped in TView view, WriteScope scope, in Bytes32 key, in Term term, ref int left)
        where TView : IStoreView<TView>, allows ref struct
    {
        var found = Belongings.None;
        var postings = new PostingMerge();
        postings.AddTerm(view, term, Posting.Max);
        for (; postings.HasCurrent; postings.MoveNext(view))
        {
            if (left-- == 0)
                return Belongings.Some;
            var posting = postings.Current;
            if (term.Type == TermType.Tag && posting.Kind != Kind.GiftWrap)
                continue;
            if (!TView.TryGetRecord(view, posting.Sequence, Removal.WithReplaced, out var record) || !IsOf(new EventView(record), key))
                continue;
            if (IsPresent(view, scope, posting.Sequence, new EventView(record)))
                return Belongings.Some;
            found = Belongings.Remains;
        }
        return found;
    }

    static bool IsOf(EventView e, in Bytes32 key) => e.PublicKey == key || e.Kind == Kind.GiftWrap && e.HasRecipient(key);

    static bool IsPresent<TView>(scoped in TView view, WriteScope scope, long sequence, EventView e)
        where TView : IStoreView<TView>, allows ref struct =>
        !scope.Batch.IsRemoved(sequence) && TView.TryGetRecord(view, sequence, Removal.Present, out _)
        && !e.IsExpiredAt(scope.Now) && !scope.Batch.Vanishing.Cover(e);
}
