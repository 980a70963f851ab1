namespace Relay.Nostr;

/// <summary>One tag condition with the hashes of its values in ascending order.</summary>
readonly struct TagMatcher
{
    readonly TagFilter _tag;
    readonly ulong[] _hashes;

    public TagMatcher(TagFilter tag, TermHasher hasher)
    {
        _tag = tag;
        _hashes = new ulong[tag.Values.Count];
        var values = tag.Values.Span;
        for (var i = 0; i < values.Length; i++)
            _hashes[i] = hasher.Hash(values[i].View);
        _hashes.AsSpan().Sort();
    }

    /// <summary>The term of one value.</summary>
    public Term TermAt(int index) => Term.Tag(_tag.Letter, _hashes[index]);

    /// <summary>
    /// Whether any of the tags satisfies the condition. Takes as many look-ups as the smaller side has values. Equal hashes are checked
    /// against the values.
    /// </summary>
    public bool Matches(EventView e, EventTags tags)
    {
        var own = tags.Of(_tag.Letter);
        return own.Length < _hashes.Length ? IsAnyListed(own, e, tags) : IsAnyCarried(own, e, tags);
    }

    /// <summary>Looks each of the event's values up in the condition.</summary>
    bool IsAnyListed(ReadOnlySpan<EventTag> own, EventView e, EventTags tags)
    {
        foreach (ref readonly var tag in own)
        {
            tags.LookUps++;
            if (_hashes.AsSpan().BinarySearch(tag.Hash) >= 0 && _tag.Contains(tag.ValueIn(e.PackedTags)))
                return true;
        }
        return false;
    }

    /// <summary>Looks each of the condition's values up in the event.</summary>
    bool IsAnyCarried(ReadOnlySpan<EventTag> own, EventView e, EventTags tags)
    {
        foreach (var hash in _hashes)
        {
            tags.LookUps++;
            for (var i = EventTags.FirstOf(own, hash); i < own.Length && own[i].Hash == hash; i++)
            {
                if (_tag.Contains(own[i].ValueIn(e.PackedTags)))
                    return true;
            }
        }
        return false;
    }
}
