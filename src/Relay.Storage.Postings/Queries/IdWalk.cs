using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Walks the records with an id that are not removed for a reader with this bound. Usually there is one. A version that was replaced and
/// stored again has two until the engine has forgotten the first. A record may be returned twice.
/// <para>
/// Ids that begin alike share entries, so the record decides. There are never many: a third id with the same eight first bytes costs some
/// 2^43 hashes, and each further one more, up to 2^64.
/// </para>
/// </summary>
public ref struct IdWalk(Bytes32 id, long bound)
{
    IdPlace _place;

    /// <summary>Moves to the next record with this id that a reader with this bound finds. False if there are no more.</summary>
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
