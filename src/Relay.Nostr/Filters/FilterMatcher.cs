namespace Relay.Nostr;

/// <summary>
/// A filter made ready to be compared with many events. Each tag condition is decided by looking the values of the fewer side up among the
/// other's, which costs the same wherever in an event's tags they stand. Immutable.
/// </summary>
public readonly struct FilterMatcher
{
    readonly TagMatcher[] _tags;

    /// <summary>Hashes the filter's tag values, with the hasher that events' tags are collected with.</summary>
    public FilterMatcher(Filter filter, TermHasher hasher)
    {
        Filter = filter;
        _tags = filter.Tags.Count == 0 ? [] : new TagMatcher[filter.Tags.Count];
        for (var i = 0; i < _tags.Length; i++)
            _tags[i] = new TagMatcher(filter.Tags[i], hasher);
    }

    /// <summary>The filter.</summary>
    public Filter Filter { get; }

    /// <summary>Whether there are tag conditions, so that an event's tags matter.</summary>
    public bool HasTags => _tags.Length > 0;

    /// <summary>The term of one value of a tag condition, in an order of its own.</summary>
    public Term TagTerm(int condition, int value) => _tags[condition].TermAt(value);

    /// <summary>Whether the event, whose tags are those collected, satisfies every condition. The limit is not a condition.</summary>
    public bool Matches(EventView e, EventTags tags)
    {
        if (!Filter.MatchesBesidesTags(e))
            return false;
        foreach (ref readonly var tag in _tags.AsSpan())
        {
            if (!tag.Matches(e, tags))
                return false;
        }
        return true;
    }
}
