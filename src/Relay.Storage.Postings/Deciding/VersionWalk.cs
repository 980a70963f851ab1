using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Walks the stored versions of an address, from new to old. Skips events that share its term by chance, and versions that are removed for
/// a reader with the given bound.
/// </summary>
readonly struct VersionWalk
{
    readonly PostingMerge _postings;

    VersionWalk(PostingMerge postings) => _postings = postings;

    /// <summary>Begins at the posting <paramref name="atMost"/>.</summary>
    public static VersionWalk Open<TView>(scoped in TView view, in Term address, Posting atMost)
        where TView : IStoreView<TView>, allows ref struct
    {
        var postings = new PostingMerge();
        postings.AddTerm(view, address, atMost);
        return new VersionWalk(postings);
    }

    /// <summary>
    /// Moves to the next version that neither the batch nor an earlier transaction has removed for a reader with this bound.
    /// </summary>
    public bool MoveNext<TView>(
        in TView view, WriteBatch batch, in Bytes32 author, ushort kind, TextView identifier, long bound,
        out long sequence, out ReadOnlySpan<byte> record)
        where TView : IStoreView<TView>, allows ref struct
    {
        while (_postings.HasCurrent)
        {
            sequence = _postings.Current.Sequence;
            _postings.MoveNext(view);
            if (!batch.IsRemoved(sequence, bound) && TView.TryGetRecord(view, sequence, bound, out record)
                && Versions.IsVersionOf(new EventView(record), author, kind, identifier))
                return true;
        }
        sequence = 0;
        record = default;
        return false;
    }
}
