using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Walks the records of an id that are not removed for whoever takes numbers up to the bound. Usually there is one; a version that was
/// replaced and is stored again has two until the engine has forgotten the first. A record may be met twice.
/// <para>
/// Ids that begin alike share entries, so records decide. There are never many to look at: a third id of the same eight bytes costs
/// some 2^43 hashes, and each further one more, towards 2^64.
/// </para>
/// </summary>
public ref struct IdWalk(Bytes32 id, long bound)
{
    IdPlace _place;

    /// <summary>
    /// Moves to the next record with this id that there is for whoever takes numbers up to the bound; false if there is no other.
    /// </summary>
    public bool MoveNext<TView>(in TView view, out long sequence, out ReadOnlySpan<byte> record)
        where TView : IStoreView<TView>, allows ref struct
    {
        while (TView.TryNextOfId(view, id.Prefix, ref _place, out sequence))
        {
            if (TView.TryGetRecord(view, sequence, bound, out record) && new EventView(record).Id == id)
                return true;
        }
        record = default;
        return false;
    }
}
