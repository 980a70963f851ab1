namespace Relay.Nostr;

/// <summary>
/// A filter (NIP-01): all conditions must hold, and any value of a condition suffices. An absent condition is null. A condition without
/// values matches nothing. Immutable; change one with a <c>with</c> expression.
/// </summary>
public sealed record Filter
{
    /// <summary>Event ids.</summary>
    public FilterSet<Bytes32>? Ids { get; init; }

    /// <summary>Authors' public keys.</summary>
    public FilterSet<Bytes32>? Authors { get; init; }

    /// <summary>Kinds.</summary>
    public FilterSet<ushort>? Kinds { get; init; }

    /// <summary>
    /// Tag conditions, all of which must hold. A letter may have several: each value that an event must carry besides others (NIP-91) is a
    /// condition of its own.
    /// </summary>
    public IReadOnlyList<TagFilter> Tags { get; init; } = [];

    /// <summary>The earliest <c>created_at</c>, inclusive.</summary>
    public long? Since { get; init; }

    /// <summary>The latest <c>created_at</c>, inclusive.</summary>
    public long? Until { get; init; }

    /// <summary>The most stored events to send. It does not limit live events.</summary>
    public int? Limit { get; init => field = value < 0 ? 0 : value; }

    /// <summary>Whether no event can ever match, because a set or the time range is empty.</summary>
    public bool MatchesNothing
    {
        get
        {
            foreach (var tag in Tags)
            {
                if (tag.Values.Count == 0)
                    return true;
            }
            return Ids is { Count: 0 } || Authors is { Count: 0 } || Kinds is { Count: 0 } || Since > Until || Until < 0;
        }
    }

    /// <summary>The values that the filter demands of the tags with this letter, as texts.</summary>
    public IEnumerable<string> TagValues(char letter)
    {
        foreach (var tag in Tags)
        {
            if (tag.Letter != letter)
                continue;
            foreach (var value in tag.Values)
                yield return value.ToString();
        }
    }

    /// <summary>Whether the filter names kinds, and only these.</summary>
    public bool AsksOnlyFor(KindSet kinds)
    {
        if (Kinds is null)
            return false;
        foreach (var kind in Kinds.Span)
        {
            if (!kinds.Contains(kind))
                return false;
        }
        return true;
    }

    /// <summary>Whether the event satisfies every condition. The limit is not a condition.</summary>
    public bool Matches(EventView e)
    {
        if (!MatchesBesidesTags(e))
            return false;
        for (var i = 0; i < Tags.Count; i++)
        {
            if (!Tags[i].Matches(e.Tags))
                return false;
        }
        return true;
    }

    /// <summary>Whether two filters have equal conditions and limits, with the tag conditions in the same order.</summary>
    public bool Equals(Filter? other)
    {
        if (other is null || Since != other.Since || Until != other.Until || Limit != other.Limit || Tags.Count != other.Tags.Count
            || !Equals(Kinds, other.Kinds) || !Equals(Authors, other.Authors) || !Equals(Ids, other.Ids))
            return false;
        for (var i = 0; i < Tags.Count; i++)
        {
            if (!Tags[i].Equals(other.Tags[i]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = SecretHash.Of(
            [(uint)(Ids?.GetHashCode() ?? 0), (uint)(Authors?.GetHashCode() ?? 0), (uint)(Kinds?.GetHashCode() ?? 0),
            (uint)Since.GetHashCode(), (uint)Until.GetHashCode(), (uint)(Limit ?? -1)]);
        for (var i = 0; i < Tags.Count; i++)
            hash = SecretHash.Of([(uint)hash, (uint)Tags[i].GetHashCode()]);
        return hash;
    }

    /// <summary>Whether the event satisfies every condition except those on tags.</summary>
    internal bool MatchesBesidesTags(EventView e)
    {
        if (Kinds is not null && !Kinds.Contains(e.Kind))
            return false;
        var createdAt = e.CreatedAt;
        if (createdAt < Since || createdAt > Until)
            return false;
        if (Authors is not null && !Authors.Contains(e.PublicKey))
            return false;
        return Ids is null || Ids.Contains(e.Id);
    }
}
