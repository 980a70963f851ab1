namespace Relay.Nostr;

/// <summary>
/// A filter prepared for comparison with many events. It decides each tag condition by looking up the values of the smaller side in the
/// larger, which costs the same wherever an event's tags stand. Immutable.
/// </summary>
public readonly struct FilterMatcher
{
    readonly TagMatcher[] _tags;

    /// <summary>Hashes the filter's tag values. The hasher must be the one with which events' tags are collected.</summary>
    public FilterMatcher(Filter filter, TermHasher hasher)
    {
        Filter = filter;
        _tags = filter.Tags.Count == 0 ? [] : new TagMatcher[filter.Tags.Count];
        for (var i = 0; i < _tags.Length; i++)
            _tags[i] = new TagMatcher(filter.Tags[i], hasher);
    }

    /// <summary>The filter.</summary>
    public Filter Filter { get; }

    /// <summary>Whether there are tag conditions, so that an event's tags must be collected.</summary>
    public bool HasTags => _tags.Length > 0;

    /// <summary>The term of one value of a tag condition. The values are in an order of their own.</summary>
    public Term TagTerm(int condition, int value) => _tags[condition].TermAt(value);

    /// <summary>Whether the event satisfies every condition. The tags must be those of the event. The limit is not a condition.</summary>
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
