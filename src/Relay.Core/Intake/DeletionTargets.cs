using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Finds the stored events that a deletion request names: keeps those among the events it is given, and ignores others. At most three
/// filters find them all, and some others too. One filter per address would be compared with each event.
/// </summary>
sealed class DeletionTargets : IEventSink
{
    readonly HashSet<Bytes32> _ids = [];
    readonly HashSet<EventAddress> _addresses = [];

    public DeletionTargets(NostrEvent deletion)
    {
        foreach (var tag in deletion.Tags)
        {
            if (tag.Letter == 'e' && tag.Value.IsHex)
                _ids.Add(new Bytes32(tag.Value.Bytes));
            else if (tag.Letter == 'a' && EventAddress.TryParse(tag.Value, out var address) && address.Author == deletion.PublicKey)
                _addresses.Add(address);
        }
        Filters = FiltersOf(deletion);
    }

    /// <summary>The filters to ask sources for.</summary>
    public IReadOnlyList<Filter> Filters { get; }

    /// <summary>The named events that were found. Requests cannot be deleted, so they are left out.</summary>
    public List<NostrEvent> Found { get; } = [];

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        var isNamed = _ids.Contains(e.Id) || Kind.IsReplaced(e.Kind) && _addresses.Contains(EventAddress.Of(e));
        if (isNamed && e.Kind is not (Kind.Deletion or Kind.Vanish))
            Found.Add(new NostrEvent(e));
        return true;
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;

    List<Filter> FiltersOf(NostrEvent deletion)
    {
        var filters = new List<Filter>();
        var ofAuthor = new Filter { Authors = [deletion.PublicKey] };
        if (_ids.Count > 0)
            filters.Add(ofAuthor with { Ids = [.. _ids] });
        HashSet<ushort> kinds = [], plainKinds = [];
        HashSet<TagValue> identifiers = [];
        foreach (var address in _addresses)
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
        var versions = ofAuthor with { Until = deletion.CreatedAt };
        if (plainKinds.Count > 0)
            filters.Add(versions with { Kinds = [.. plainKinds] });
        if (kinds.Count > 0)
            filters.Add(versions with { Kinds = [.. kinds], Tags = [new TagFilter('d', [.. identifiers])] });
        return filters;
    }
}
