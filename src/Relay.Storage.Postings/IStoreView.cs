using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// One moment of a store, as an engine shows it to readers: posting lists, ids and records. Queries, counts and the decider use only this
/// interface. An engine implements it with a struct, which may be a ref struct.
/// <para>
/// The members are static and take the view as a parameter. So the view is never copied, each engine's calls are direct, and the bytes of a
/// record cannot outlive the view that returned them.
/// </para>
/// </summary>
/// <typeparam name="TSelf">The engine's view itself.</typeparam>
public interface IStoreView<TSelf>
    where TSelf : IStoreView<TSelf>, allows ref struct
{
    /// <summary>What its reads cost.</summary>
    static virtual ReadCosts Costs => ReadCosts.Mapped;

    /// <summary>Makes the tag terms of this store.</summary>
    static abstract TermHasher HasherOf(in TSelf view);

    /// <summary>The number of the newest live event in the view. Readers skip greater ones.</summary>
    static abstract long NewestOf(in TSelf view);

    /// <summary>
    /// Adds every list of the term, from this posting down: lists in memory with <see cref="PostingMerge.AddRun"/>, the engine's own with
    /// <see cref="PostingMerge.AddList"/>. Several lists may have the same posting.
    /// </summary>
    static abstract void AddLists(in TSelf view, in Term term, PostingMerge merge, Posting atMost);

    /// <summary>
    /// The greatest posting of the engine's own list of a term, alone or on a page with smaller ones, and its index on the page. For
    /// hundreds of lists, only this is called.
    /// </summary>
    static abstract bool TryLast(in TSelf view, in Term term, out PostingPage page, out int index);

    /// <summary>
    /// The page with the greatest posting, at most <paramref name="atMost"/>, in the engine's own list of a term, and the posting's index
    /// on the page.
    /// </summary>
    static abstract bool TryPageAtMost(in TSelf view, in Term term, Posting atMost, out PostingPage page, out int index);

    /// <summary>A posting on a page of this view. Greater postings have greater indices.</summary>
    static abstract Posting PostingAt(in TSelf view, PostingPage page, int index);

    /// <summary>
    /// The rough number of postings in the lists of a term. Removed events, and postings that are in two lists, may be counted. The planner
    /// calls this for up to thousands of terms, so it must not walk the lists.
    /// </summary>
    static abstract long CountPostings(in TSelf view, in Term term);

    /// <summary>
    /// The number of events of a kind that readers find now, if it equals the length of a list. False if it does not, because events were
    /// removed, have expired or are being erased; then the caller walks the postings.
    /// </summary>
    static abstract bool TryCountKind(in TSelf view, ushort kind, long now, out long count);

    /// <summary>
    /// The first term for a kind of an author that has postings, at or after <paramref name="least"/>. False if there is no such term.
    /// </summary>
    static abstract bool TryFirstAuthorKind(in TSelf view, in Term least, out Term first);

    /// <summary>
    /// The next number of an event whose id begins with these eight bytes, read as one big-endian number. The same number may be returned
    /// twice.
    /// </summary>
    static abstract bool TryNextOfId(in TSelf view, ulong prefix, ref IdPlace place, out long sequence);

    /// <summary>
    /// Reads the record of a number for a reader with this bound, which still sees an event whose successor is beyond the bound. False if
    /// the event is removed; see <see cref="Removal.IsRemovedAt"/>.
    /// </summary>
    static abstract bool TryGetRecord(in TSelf view, long sequence, long bound, out ReadOnlySpan<byte> record);

    /// <summary>Whether the event was removed for a reader with this bound. False also if its record was already forgotten.</summary>
    static abstract bool IsRemoved(in TSelf view, long sequence, long bound);

    /// <summary>Whether readers find a stored event: it has not expired, and its key is not vanishing (NIP-62).</summary>
    static abstract bool Exists(in TSelf view, EventView e, long now);

    /// <summary>Whether the events of any key are being erased.</summary>
    static abstract bool IsAnyoneVanishing(in TSelf view);
}
