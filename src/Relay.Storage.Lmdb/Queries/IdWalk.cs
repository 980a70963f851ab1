using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Walks the records of an id that are not removed for whoever takes numbers up to the bound. Usually there is one; a version that was
/// replaced and is stored again has two until the index has forgotten the first. While a pass runs a record may be met twice.
/// <para>
/// Ids that begin alike share entries, so records decide. There are never many to look at: a third id of the same eight bytes costs
/// some 2^43 hashes, and each further one more, towards 2^64.
/// </para>
/// </summary>
ref struct IdWalk(Bytes32 id, long bound)
{
    int _run;

    // Where it is in the run; below zero if it has not begun there.
    int _at = -1;
    NumberedKey _next = new(id.Prefix, 0);

    public bool MoveNext(in StoreView view, out long sequence, out ReadOnlySpan<byte> record)
    {
        for (; _run < view.Tail.Runs.Length; _run++, _at = -1)
        {
            var ids = view.Tail.Runs[_run].Ids;
            if (_at < 0 && (_at = Array.BinarySearch(ids, _next)) < 0)
                _at = ~_at;
            while (_at < ids.Length && ids[_at].Key == id.Prefix)
            {
                if (TryGetRecord(view, sequence = ids[_at++].Sequence, out record))
                    return true;
            }
        }
        while (view.TryNextId(_next, out var found) && found.Key == id.Prefix)
        {
            _next = found with { Sequence = found.Sequence + 1 };
            if (TryGetRecord(view, sequence = found.Sequence, out record))
                return true;
        }
        sequence = 0;
        record = default;
        return false;
    }

    readonly bool TryGetRecord(in StoreView view, long sequence, out ReadOnlySpan<byte> record) =>
        view.TryGetRecord(sequence, bound, out record) && new EventView(record).Id == id;
}
