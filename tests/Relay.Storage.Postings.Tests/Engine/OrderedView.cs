using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings.Tests;

/// <summary>What queries and the decider ask of the store. Pages are copies of a few rows each, which the view keeps and numbers.</summary>
readonly ref struct OrderedView(OrderedStore store) : IStoreView<OrderedView>
{
    readonly OrderedStore _store = store;
    readonly List<Posting[]> _pages = [];
    readonly int _version = store.Version;

    public static TermHasher HasherOf(in OrderedView view) => view._store.Hasher;

    public static long NewestOf(in OrderedView view) => view._store.High;

    public static void AddLists(in OrderedView view, in Term term, PostingMerge merge, Posting atMost)
    {
        if (view._store.Run.TryGetValue(term, out var postings))
            merge.AddRun(view, postings.ToArray(), atMost);
        merge.AddList(view, term, atMost);
    }

    public static bool TryLast(in OrderedView view, in Term term, out PostingPage page, out int index) =>
        TryPageAtMost(view, term, Posting.Max, out page, out index);

    public static bool TryPageAtMost(in OrderedView view, in Term term, Posting atMost, out PostingPage page, out int index)
    {
        (page, index) = (default, 0);
        var prefix = Rows.Term(term);
        var found = new List<Posting>();
        view._store.Postings.TryLastAtMost(Rows.Posting(term, atMost), out var at);
        for (; at >= 0 && found.Count < view._store.PagePostings && view._store.Postings.Key(at).StartsWith(prefix); at--)
            found.Add(Posting.Read(view._store.Postings.Key(at)[prefix.Length..]));
        if (found.Count == 0)
            return false;
        found.Reverse();
        page = new PostingPage(view._pages.Count, found.Count, view._version);
        view._pages.Add([.. found]);
        index = found.Count - 1;
        return true;
    }

    public static Posting PostingAt(in OrderedView view, PostingPage page, int index)
    {
        if (page.Stamp != view._version || page.Stamp != view._store.Version)
            throw new InvalidOperationException("The page belongs to another view.");
        return view._pages[(int)page.Handle][index];
    }

    public static long CountPostings(in OrderedView view, in Term term)
    {
        var prefix = Rows.Term(term);
        long count = view._store.Run.TryGetValue(term, out var postings) ? postings.Count : 0;
        view._store.Postings.TryFirstAtLeast(prefix, out var at);
        for (; at < view._store.Postings.Count && view._store.Postings.Key(at).StartsWith(prefix); at++)
            count++;
        return count;
    }

    public static bool TryCountKind(in OrderedView view, ushort kind, long now, out long count)
    {
        count = 0;
        return false;
    }

    public static bool TryFirstAuthorKind(in OrderedView view, in Term least, out Term first)
    {
        first = default;
        var any = view._store.Postings.TryFirstAtLeast(Rows.Term(least), out var at)
            && Term.TryRead(view._store.Postings.Key(at)[..^Posting.Size], out first) && first.IsSameAuthorKind(least);
        foreach (var (term, postings) in view._store.Run)
        {
            if (postings.Count == 0 || !term.IsSameAuthorKind(least) || term.CompareTo(least) < 0 || any && term.CompareTo(first) >= 0)
                continue;
            (first, any) = (term, true);
        }
        return any;
    }

    public static bool TryNextOfId(in OrderedView view, ulong prefix, ref IdPlace place, out long sequence)
    {
        sequence = 0;
        if (!view._store.Ids.TryFirstAtLeast(Rows.Id(new NumberedKey(prefix, place.Sequence)), out var at))
            return false;
        var found = NumberedKey.Read(view._store.Ids.Key(at));
        sequence = found.Sequence;
        place.Sequence = sequence + 1;
        return found.Key == prefix;
    }

    public static bool TryGetRecord(in OrderedView view, long sequence, long bound, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (IsRemoved(view, sequence, bound) || !view._store.Records.TryGet(Rows.Sequence(sequence), out var found))
            return false;
        record = found;
        return true;
    }

    public static bool IsRemoved(in OrderedView view, long sequence, long bound) =>
        view._store.Removed.TryGet(Rows.Sequence(sequence), out var value) && Removal.Read((ulong)sequence, value).IsRemovedAt(bound);

    public static bool Exists(in OrderedView view, EventView e, long now) => !e.IsExpiredAt(now) && !view._store.Vanishing.Cover(e);

    public static bool IsAnyoneVanishing(in OrderedView view) => view._store.Vanishing.Count > 0;
}
