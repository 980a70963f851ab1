using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Walks the stored versions of an address, from new to old, past what shares its term by chance or is removed for whoever takes numbers up
/// to the bound.
/// </summary>
readonly ref struct VersionWalk
{
    readonly PostingMerge _postings;

    public VersionWalk(scoped in StoreView view, in Term address, Posting atMost)
    {
        _postings = new PostingMerge();
        _postings.AddTerm(view, address, atMost);
    }

    public bool MoveNext(
        in StoreView view, WriteBatch batch, in Bytes32 author, ushort kind, TextView identifier, long bound,
        out long sequence, out ReadOnlySpan<byte> record)
    {
        while (_postings.HasCurrent)
        {
            sequence = _postings.Current.Sequence;
            _postings.MoveNext(view);
            if (!batch.IsRemoved(sequence, bound) && view.TryGetRecord(sequence, bound, out record)
                && Versions.IsVersionOf(new EventView(record), author, kind, identifier))
                return true;
        }
        sequence = 0;
        record = default;
        return false;
    }
}
