namespace Relay.Nostr;

/// <summary>
/// The tag conditions of NIP-91: an event must carry every value listed under <c>&amp;t</c>. Each value becomes a condition of its own, so
/// the code that finds and matches events needs to know nothing about NIP-91.
/// </summary>
static class AndTags
{
    /// <summary>All conditions of a filter. The arguments have at most one condition for each letter.</summary>
    public static List<TagFilter> Combine(List<TagFilter> anyOf, List<TagFilter> allOf)
    {
        var conditions = new List<TagFilter>(anyOf.Count + allOf.Count);
        foreach (var tag in anyOf)
        {
            if (Without(tag, allOf.Find(demanded => demanded.Letter == tag.Letter)) is { } rest)
                conditions.Add(rest);
        }
        foreach (var tag in allOf)
        {
            // Like any empty list, it matches nothing.
            if (tag.Values.Count == 0)
                conditions.Add(tag);
            foreach (var value in tag.Values)
                conditions.Add(new TagFilter((char)tag.Letter, [value]));
        }
        return conditions;
    }

    /// <summary>The condition without the values that the event must carry anyway, which need no test; null if no value is left.</summary>
    static TagFilter? Without(TagFilter tag, TagFilter? demanded)
    {
        if (demanded is null || tag.Values.Count == 0)
            return tag;
        var left = new List<TagValue>(tag.Values.Count);
        foreach (var value in tag.Values)
        {
            if (!demanded.Values.Contains(value))
                left.Add(value);
        }
        return left.Count == 0 ? null : left.Count == tag.Values.Count ? tag : new TagFilter((char)tag.Letter, [.. left]);
    }
}
