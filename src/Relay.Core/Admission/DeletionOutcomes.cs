using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asks hooks about every stored event of its author that a deletion request names. Used only where such hooks are.</summary>
sealed class DeletionOutcomes(HookPipeline pipeline, IQueryEventsHook sources)
{
    /// <summary>The ids that hooks protect; null if none.</summary>
    internal async ValueTask<IReadOnlySet<Bytes32>?> AskAsync(NostrEvent deletion)
    {
        var (ids, addresses) = TargetsOf(deletion);
        var filters = FiltersOf(ids, addresses, deletion);
        if (filters.Count == 0)
            return null;
        var found = new ListSink();
        var query = new EventQuery { Filters = filters, Visibility = Visibility.Everything };
        await sources.QueryEventsAsync(query, found, CancellationToken.None);
        HashSet<Bytes32>? spared = null;
        foreach (var e in found.Events)
        {
            // The filters find more than is named: of an address without identifier every version with one, too.
            var isNamed = ids.Contains(e.Id) || Kind.IsReplaced(e.Kind) && addresses.Contains(EventAddress.Of(e.View));
            if (!isNamed || e.Kind is Kind.Deletion or Kind.Vanish)
                continue;
            var verdict = await pipeline.OverwriteDeletionOutcomeAsync(e, deletion, CancellationToken.None);
            if (verdict.IsRefused)
                (spared ??= []).Add(e.Id);
        }
        return spared;
    }

    static (HashSet<Bytes32> Ids, HashSet<EventAddress> Addresses) TargetsOf(NostrEvent deletion)
    {
        var ids = new HashSet<Bytes32>();
        var addresses = new HashSet<EventAddress>();
        foreach (var tag in deletion.Tags)
        {
            if (tag.Letter == 'e' && tag.Value.IsHex)
                ids.Add(new Bytes32(tag.Value.Bytes));
            else if (tag.Letter == 'a' && EventAddress.TryParse(tag.Value, out var address) && address.Author == deletion.PublicKey)
                addresses.Add(address);
        }
        return (ids, addresses);
    }

    /// <summary>Three filters at most, however many targets there are: what they find besides is nobody's target.</summary>
    static List<Filter> FiltersOf(HashSet<Bytes32> ids, HashSet<EventAddress> addresses, NostrEvent deletion)
    {
        var filters = new List<Filter>();
        var ofAuthor = new Filter { Authors = [deletion.PublicKey] };
        if (ids.Count > 0)
            filters.Add(ofAuthor with { Ids = [.. ids] });
        List<ushort> kinds = [], named = [];
        var identifiers = new List<TagValue>();
        foreach (var address in addresses)
        {
            // A version without a d tag has the empty identifier, and no tag that a filter could match.
            if (address.Identifier.View.IsEmpty)
            {
                kinds.Add(address.Kind);
                continue;
            }
            named.Add(address.Kind);
            identifiers.Add(address.Identifier);
        }
        var versions = ofAuthor with { Until = deletion.CreatedAt };
        if (kinds.Count > 0)
            filters.Add(versions with { Kinds = [.. kinds] });
        if (named.Count > 0)
            filters.Add(versions with { Kinds = [.. named], Tags = [new TagFilter('d', [.. identifiers])] });
        return filters;
    }
}
