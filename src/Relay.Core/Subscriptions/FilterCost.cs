using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The cost of filters, computed from the sizes of their lists before any object is made: the values that a query looks up, the steps that
/// an event takes past a subscription, and the bytes that a subscription keeps. No list's size is multiplied by another's.
/// </summary>
static class FilterCost
{
    /// <summary>Bytes of a subscription: the object, its id, and its place among those of its connection.</summary>
    public const int Base = 640;

    /// <summary>Bytes of a filter, both as it was read and in the index.</summary>
    public const int Filter = 240;

    /// <summary>Bytes of a set of values, without the values.</summary>
    public const int Set = 64;

    /// <summary>Bytes of a tag condition without its values: the set, the array of their texts, and that of their hashes.</summary>
    public const int Tag = Set + 120;

    /// <summary>Bytes of a tag value without its text: the place of the text, and the hash.</summary>
    public const int TagValue = 24;

    /// <summary>The most bytes of a place in the index: the entry of a term with no other filter, in a table that is half empty.</summary>
    public const int Place = 144;

    /// <summary>
    /// The bytes that a subscription to these filters keeps, including its places in the live index, as measured on a 64-bit process's heap
    /// and rounded up.
    /// </summary>
    public static long BytesOf(IReadOnlyList<Filter> filters)
    {
        long bytes = Base;
        for (var i = 0; i < filters.Count; i++)
            bytes += BytesOf(filters[i]);
        return bytes;
    }

    /// <summary>
    /// The most steps that the fan-out takes for these filters and one event: one per filter and per tag value. Every other condition is
    /// found by one term.
    /// </summary>
    public static int StepsOf(IReadOnlyList<Filter> filters)
    {
        // Cannot overflow, because a message has fewer values than bytes.
        var steps = filters.Count;
        for (var i = 0; i < filters.Count; i++)
        {
            var tags = filters[i].Tags;
            for (var j = 0; j < tags.Count; j++)
                steps += tags[j].Values.Count;
        }
        return steps;
    }

    static long BytesOf(Filter filter)
    {
        long bytes = Filter;
        if (filter.Ids is { } ids)
            bytes += Set + (long)Bytes32.Size * ids.Count;
        if (filter.Authors is { } authors)
            bytes += Set + (long)Bytes32.Size * authors.Count;
        if (filter.Kinds is { } kinds)
            bytes += Set + (long)sizeof(ushort) * kinds.Count;
        for (var i = 0; i < filter.Tags.Count; i++)
        {
            var values = filter.Tags[i].Values.Span;
            bytes += Tag + (long)TagValue * values.Length;
            foreach (ref readonly var value in values)
                bytes += value.View.Bytes.Length;
        }
        return filter.MatchesNothing ? bytes : bytes + (long)Place * new SubscriptionTerms(filter).Count;
    }
}
