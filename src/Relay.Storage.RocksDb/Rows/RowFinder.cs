using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>
/// Finds what a batch of writes must know. Most ids are of events that are not stored, which the filters tell without a read.
/// </summary>
static class RowFinder
{
    public static void Find(StoreView view, EngineLookups wanted, EngineFindings found)
    {
        foreach (var id in wanted.Ids)
            FindId(view, id, found);
        foreach (var address in wanted.Addresses)
            FindVersions(view, address, found);
        foreach (var key in wanted.State)
        {
            if (view.Session.TryGet(RocksFamily.State, key.Span, out var value))
                found.Add(key, value.ToArray());
        }
    }

    static void FindId(StoreView view, in Bytes32 id, EngineFindings found)
    {
        IdPlace place = default;
        while (view.TryNextOfId(id.Prefix, ref place, out var sequence))
        {
            if (view.TryGetEvent(sequence, out var e) && e.Id == id)
                found.Add(new CommittedEvent(sequence, e));
        }
    }

    static void FindVersions(StoreView view, EventAddress address, EngineFindings found)
    {
        var term = Kind.ClassOf(address.Kind) == KindClass.Addressable
            ? Term.Address(address.Author, address.Kind, address.Identifier.View)
            : Term.AuthorKind(address.Author, address.Kind);
        var reader = new ViewOf(view);
        using var versions = new PostingMerge();
        for (versions.AddTerm(reader, term, Posting.Max); versions.HasCurrent; versions.MoveNext(reader))
        {
            var sequence = versions.Current.Sequence;
            if (view.TryGetEvent(sequence, out var e) && EventAddress.Of(e.View) == address)
                found.Add(new CommittedEvent(sequence, e));
        }
    }
}
