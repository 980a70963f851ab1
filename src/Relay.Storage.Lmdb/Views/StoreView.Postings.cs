using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Implements what queries and the decider need from a view: the tail's runs first, then the index.</summary>
readonly ref partial struct StoreView : IStoreView<StoreView>
{
    static TermHasher IStoreView<StoreView>.HasherOf(in StoreView view) => view.Hasher;

    static long IStoreView<StoreView>.NewestOf(in StoreView view) => view.Tail.High;

    static void IStoreView<StoreView>.AddLists(in StoreView view, in Term term, PostingMerge merge, Posting atMost)
    {
        foreach (var run in view.Tail.Runs)
            merge.AddRun(view, run.PostingsOf(term), atMost);
        merge.AddList(view, term, atMost);
    }

    static bool IStoreView<StoreView>.TryLast(in StoreView view, in Term term, out PostingPage page, out int index)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        var any = view.Index.TryLast(view.Postings, key[..term.WriteTo(key)], out var found);
        (page, index) = (found.AsPostings, 0);
        return any;
    }

    static bool IStoreView<StoreView>.TryPageAtMost(
        in StoreView view, in Term term, Posting atMost, out PostingPage page, out int index)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        Span<byte> item = stackalloc byte[Posting.Size];
        atMost.Write(item);
        var any = view.Index.TryPageAtMost(view.Postings, key[..term.WriteTo(key)], item, out var found, out index);
        page = found.AsPostings;
        return any;
    }

    static Posting IStoreView<StoreView>.PostingAt(in StoreView view, PostingPage page, int index) =>
        Posting.Read(view.Index.Item(LmdbPage.Of(page), index));

    static long IStoreView<StoreView>.CountPostings(in StoreView view, in Term term) => Count(view, term);

    static bool IStoreView<StoreView>.TryCountKind(in StoreView view, ushort kind, long now, out long count)
    {
        // While runs are being indexed, their postings are in both tail and index. Removed, expired or vanishing events still have
        // postings.
        var tail = view.Tail;
        var isLength = view.IsDisjoint && tail.RemovedCount == 0 && tail.Vanishing.Count == 0 && !ExpiredEvents.Any(view, now);
        count = isLength ? Count(view, Term.Kind(kind)) : 0;
        return isLength;
    }

    static bool IStoreView<StoreView>.TryFirstAuthorKind(in StoreView view, in Term least, out Term first)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        var any = view.Index.TryFirstListAtLeast(view.Postings, key[..least.WriteTo(key)], out var found)
            & Term.TryRead(found, out first) && first.IsSameAuthorKind(least);
        foreach (var run in view.Tail.Runs)
        {
            var at = run.FirstAtLeast(least);
            if (at == run.Terms.Length || !run.Terms[at].IsSameAuthorKind(least) || any && first.CompareTo(run.Terms[at]) <= 0)
                continue;
            first = run.Terms[at];
            any = true;
        }
        return any;
    }

    /// <summary>The parts are the runs of the tail, then the index. In a run, the place is the index of the next entry plus one.</summary>
    static bool IStoreView<StoreView>.TryNextOfId(in StoreView view, ulong prefix, ref IdPlace place, out long sequence)
    {
        for (; place.Part < view.Tail.Runs.Length; place.Part++, place.At = 0)
        {
            var ids = view.Tail.Runs[place.Part].Ids;
            if (place.At == 0)
                place.At = FirstAtLeast(ids, new NumberedKey(prefix, 0)) + 1;
            if (place.At > ids.Length || ids[place.At - 1].Key != prefix)
                continue;
            sequence = ids[place.At++ - 1].Sequence;
            return true;
        }
        Span<byte> item = stackalloc byte[NumberedKey.Size];
        new NumberedKey(prefix, place.Sequence).Write(item);
        var any = view.Index.TryPageAtLeast(view.Ids, PostingIndex.OneList, item, out var page, out var at);
        var found = any ? NumberedKey.Read(view.Index.Item(page, at)) : default;
        sequence = found.Sequence;
        place.Sequence = sequence + 1;
        return any && found.Key == prefix;
    }

    static bool IStoreView<StoreView>.TryGetRecord(in StoreView view, long sequence, long bound, out ReadOnlySpan<byte> record) =>
        view.TryGetRecord(sequence, bound, out record);

    static bool IStoreView<StoreView>.IsRemoved(in StoreView view, long sequence, long bound) => view.Tail.IsRemoved(sequence, bound);

    static bool IStoreView<StoreView>.Exists(in StoreView view, EventView e, long now) => view.Exists(e, now);

    static bool IStoreView<StoreView>.IsAnyoneVanishing(in StoreView view) => view.Tail.Vanishing.Count > 0;

    static long Count(scoped in StoreView view, in Term term)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        var entries = view.Index.ListLength(view.Postings, key[..term.WriteTo(key)]);
        foreach (var run in view.Tail.Runs)
            entries += run.PostingsOf(term).Count;
        return entries;
    }

    static int FirstAtLeast(NumberedKey[] ids, NumberedKey wanted)
    {
        var at = Array.BinarySearch(ids, wanted);
        return at < 0 ? ~at : at;
    }
}
