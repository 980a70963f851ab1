namespace Relay.Nostr;

/// <summary>
/// The tag conditions of NIP-91: an event must carry every value listed under <c>&amp;t</c>. Each is a condition of its own with one
/// value, so whatever finds and matches events knows nothing of them.
/// </summary>
static class AndTags
{
    /// <summary>The conditions of a filter with at most one of each sort per letter.</summary>
    internal static List<TagFilter> Combine(List<TagFilter> anyOf, List<TagFilter> allOf)
    {
        var conditions = new List<TagFilter>(anyOf.Count + allOf.Count);
        foreach (var tag in anyOf)
        {
            if (Without(tag, allOf.Find(demanded => demanded.Letter == tag.Letter)) is { } rest)
                conditions.Add(rest);
        }
        foreach (var tag in allOf)
        {
            // Like any empty list it matches nothing.
            if (tag.Values.Count == 0)
                conditions.Add(tag);
            foreach (var value in tag.Values)
                conditions.Add(new TagFilter((char)tag.Letter, [value]));
        }
        return conditions;
    }

    /// <summary>A value that is demanded anyway says nothing among others any of which would do; null if there are only such.</summary>
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
