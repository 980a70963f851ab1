using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Finds the stored events that a deletion request names: keeps those among the events it is given, each once, and ignores others. Its
/// queries are small, since one filter per name would be compared with each event, and what one of them finds is kept in memory.
/// </summary>
sealed class DeletionTargets : IEventSink
{
    /// <summary>The most ids of a query. Its events are in memory while hooks are asked about them.</summary>
    const int MostIds = 100;

    /// <summary>The most filters of a query for addresses; an author has at most two.</summary>
    const int MostFilters = 16;

    readonly HashSet<Bytes32> _ids = [];
    readonly HashSet<EventAddress> _addresses = [];
    readonly HashSet<Bytes32> _known = [];
    List<NostrEvent> _found = [];

    public DeletionTargets(NostrEvent deletion)
    {
        foreach (var tag in deletion.Tags)
        {
            if (tag.Letter == 'e' && tag.Value.IsHex)
                _ids.Add(new Bytes32(tag.Value.Bytes));
            else if (tag.Letter == 'a' && EventAddress.TryParse(tag.Value, out var address))
                _addresses.Add(address);
        }
        var byId = _ids.Chunk(MostIds).Select(static ids => new[] { new Filter { Ids = [.. ids] } });
        Queries = [.. byId, .. OfAddresses(deletion.CreatedAt).Chunk(MostFilters)];
    }

    /// <summary>What to ask sources for, one after the other.</summary>
    public IReadOnlyList<IReadOnlyList<Filter>> Queries { get; }

    /// <summary>The named events that were found since the last call. Requests cannot be deleted, so they are left out.</summary>
    public IReadOnlyList<NostrEvent> Take()
    {
        var found = _found;
        _found = [];
        return found;
    }

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        var isNamed = _ids.Contains(e.Id) || Kind.IsReplaced(e.Kind) && _addresses.Contains(EventAddress.Of(e));
        if (isNamed && e.Kind is not (Kind.Deletion or Kind.Vanish) && _known.Add(e.Id))
            _found.Add(new NostrEvent(e));
        return true;
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;

    /// <summary>At most two filters for each author find all its named versions, and some others too.</summary>
    IEnumerable<Filter> OfAddresses(long until)
    {
        foreach (var ofAuthor in _addresses.GroupBy(static address => address.Author))
        {
            HashSet<ushort> kinds = [], plainKinds = [];
            HashSet<TagValue> identifiers = [];
            foreach (var address in ofAuthor)
            {
                // A version without a d tag has the empty identifier, and no tag that a filter could match.
                if (address.Identifier.View.IsEmpty)
                {
                    plainKinds.Add(address.Kind);
                }
                else
                {
                    identifiers.Add(address.Identifier);
                    kinds.Add(address.Kind);
                }
            }
            var versions = new Filter { Authors = [ofAuthor.Key], Until = until };
            if (plainKinds.Count > 0)
                yield return versions with { Kinds = [.. plainKinds] };
            if (kinds.Count > 0)
                yield return versions with { Kinds = [.. kinds], Tags = [new TagFilter('d', [.. identifiers])] };
        }
    }
}
