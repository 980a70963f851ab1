using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>A <see cref="StoreView"/> as queries see it.</summary>
readonly struct ViewOf(StoreView view) : IStoreView<ViewOf>
{
    readonly StoreView _view = view;

    // Measured at 100,000 events. A record is often in memory, and a search in a list never is as cheap.
    public static ReadCosts Costs { get; } =
        new(Step: 250, Seek: 4000, Head: 3500, Record: 1500, RecentRecord: 250, PagePostings: 32);

    public static TermHasher HasherOf(in ViewOf view) => view._view.Hasher;

    /// <summary>The bound of a query is its own.</summary>
    public static long NewestOf(in ViewOf view) => Sequences.Max;

    public static void AddLists(in ViewOf view, in Term term, PostingMerge merge, Posting atMost)
    {
        if (view._view.Replaced is { } replaced)
            merge.AddRun(view, replaced.PostingsOf(term), atMost);
        merge.AddList(view, term, atMost);
    }

    public static bool TryLast(in ViewOf view, in Term term, out PostingPage page, out int index) =>
        view._view.Pages.TryRead(term, Posting.Max, isFirst: true, out page, out index);

    public static bool TryPageAtMost(in ViewOf view, in Term term, Posting atMost, out PostingPage page, out int index) =>
        view._view.Pages.TryRead(term, atMost, isFirst: false, out page, out index);

    public static Posting PostingAt(in ViewOf view, PostingPage page, int index) => view._view.Pages.At(page, index);

    public static long CountPostings(in ViewOf view, in Term term) => view._view.CountPostings(term);

    /// <summary>Nothing counts the events of a kind.</summary>
    public static bool TryCountKind(in ViewOf view, ushort kind, long now, out long count)
    {
        count = 0;
        return false;
    }

    public static bool TryFirstAuthorKind(in ViewOf view, in Term least, out Term first) =>
        view._view.TryFirstAuthorKind(least, out first);

    public static bool TryNextOfId(in ViewOf view, ulong prefix, ref IdPlace place, out long sequence) =>
        view._view.TryNextOfId(prefix, ref place, out sequence);

    public static bool TryGetRecord(in ViewOf view, long sequence, long bound, out ReadOnlySpan<byte> record) =>
        view._view.TryGetRecord(sequence, out record);

    /// <summary>Removed events have no postings, and replaced ones are not removed for this query.</summary>
    public static bool IsRemoved(in ViewOf view, long sequence, long bound) => false;

    public static bool Exists(in ViewOf view, EventView e, long now) => !e.IsExpiredAt(now) && !view._view.Vanishing.Cover(e);

    public static bool IsAnyoneVanishing(in ViewOf view) => view._view.Vanishing.Count > 0;
}
