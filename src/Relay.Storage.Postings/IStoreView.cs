using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// One moment of a store, as an engine gives it to whoever reads: posting lists, ids and records. Queries, counts and the decider are
/// written against this alone; an engine implements it with a struct, which may be a ref struct.
/// <para>
/// The members are static and take the view as a parameter: so it is never copied, each engine's calls are direct ones, and the bytes of a
/// record cannot outlive the view that gave them.
/// </para>
/// </summary>
/// <typeparam name="TSelf">The engine's view itself.</typeparam>
public interface IStoreView<TSelf>
    where TSelf : IStoreView<TSelf>, allows ref struct
{
    /// <summary>Makes the tag terms of this store.</summary>
    static abstract TermHasher HasherOf(in TSelf view);

    /// <summary>The number of the newest live event in the view: who reads passes greater ones by.</summary>
    static abstract long NewestOf(in TSelf view);

    /// <summary>
    /// Adds every list of the term, from this posting down: those in memory with <see cref="PostingMerge.AddRun"/>, the engine's own with
    /// <see cref="PostingMerge.AddList"/>. The same posting may be in several.
    /// </summary>
    static abstract void AddLists(in TSelf view, in Term term, PostingMerge merge, Posting atMost);

    /// <summary>
    /// The greatest posting of the engine's own list of a term, alone or on a page with smaller ones, and where in the page it is. Hundreds
    /// of lists are asked for no more than this.
    /// </summary>
    static abstract bool TryLast(in TSelf view, in Term term, out PostingPage page, out int index);

    /// <summary>
    /// The page with the greatest posting that is this one or smaller in the engine's own list of a term, and where in the page it is.
    /// </summary>
    static abstract bool TryPageAtMost(in TSelf view, in Term term, Posting atMost, out PostingPage page, out int index);

    /// <summary>A posting of a page that this view has given; greater ones have greater indices.</summary>
    static abstract Posting PostingAt(in TSelf view, PostingPage page, int index);

    /// <summary>
    /// How many postings the lists of a term have, roughly: removed events and what is in two lists may be counted in. The planner asks
    /// this of up to thousands of terms, so it must not walk the lists.
    /// </summary>
    static abstract long CountPostings(in TSelf view, in Term term);

    /// <summary>
    /// How many events of a kind anybody would find now, where that is a list's length; false where it is not, because something was
    /// removed, has expired or is being erased: then the postings are walked.
    /// </summary>
    static abstract bool TryCountKind(in TSelf view, ushort kind, long now, out long count);

    /// <summary>The first term of an author's kind that has postings, from this one on; false if the author has none there.</summary>
    static abstract bool TryFirstAuthorKind(in TSelf view, in Term least, out Term first);

    /// <summary>
    /// The next number of an event whose id begins with these eight bytes, which are read as one big-endian number. The same number may
    /// come twice.
    /// </summary>
    static abstract bool TryNextOfId(in TSelf view, ulong prefix, ref IdPlace place, out long sequence);

    /// <summary>
    /// The record of a number for whoever takes numbers up to the bound: an event that one beyond it has replaced is still there. False if
    /// it is gone; see <see cref="Removal.IsRemovedAt"/>.
    /// </summary>
    static abstract bool TryGetRecord(in TSelf view, long sequence, long bound, out ReadOnlySpan<byte> record);

    /// <summary>
    /// Whether the event was removed, for whoever takes numbers up to the bound. False also where its record is gone already.
    /// </summary>
    static abstract bool IsRemoved(in TSelf view, long sequence, long bound);

    /// <summary>
    /// Whether a stored event exists for any reader: neither expired nor of a key whose events are being erased (NIP-62).
    /// </summary>
    static abstract bool Exists(in TSelf view, EventView e, long now);

    /// <summary>Whether the events of any key are being erased.</summary>
    static abstract bool IsAnyoneVanishing(in TSelf view);
}
