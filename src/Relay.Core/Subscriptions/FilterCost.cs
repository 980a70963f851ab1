using Relay.Nostr;

namespace Relay.Core;

/// <summary>
<<<<<<< HEAD:src/Relay.Core/Subscriptions/FilterCost.cs
/// What filters cost, by the sizes of their lists, known before anything is made of them: steps that an event takes past a subscription,
/// bytes that the subscription keeps. No two lists are multiplied.
=======
/// What filters cost, by the sizes of their lists, known before anything is made of them: values that a query looks for, steps that an
/// event takes past a subscription, bytes that the subscription keeps. No two lists are multiplied.
>>>>>>> 16822ca (Break the lines of Core and of the store's queries and writing at 140 characters):src/Relay.Core/Budgets/FilterCost.cs
/// </summary>
static class FilterCost
{
    /// <summary>The subscription itself, its id, its place among those of its connection.</summary>
    internal const int Base = 640;

    /// <summary>A filter, once as it was read and once as the index has it.</summary>
    internal const int Filter = 240;

    /// <summary>A set of values, besides the values.</summary>
    internal const int Set = 64;

    /// <summary>A tag condition, besides its values: the set, the array of their texts, that of their hashes.</summary>
    internal const int Tag = Set + 120;

    /// <summary>A tag value besides its text: where the text is, and the hash.</summary>
    internal const int TagValue = 24;

    /// <summary>A place in the index: most of all the entry of a term for which nobody else waits, in a table that is half empty.</summary>
    internal const int Place = 144;

    /// <summary>
    /// The bytes that a subscription to these filters keeps, with their places in the live index, as measured on the heap of a 64-bit
    /// process and rounded up.
    /// </summary>
    internal static long BytesOf(IReadOnlyList<Filter> filters)
    {
        long bytes = Base;
        for (var i = 0; i < filters.Count; i++)
            bytes += BytesOf(filters[i]);
        return bytes;
    }

    /// <summary>
    /// The most that an event can make the fan-out look at for these filters: each filter, and each of its tag values. Other conditions are
    /// found by one term each.
    /// </summary>
    internal static int StepsOf(IReadOnlyList<Filter> filters)
    {
        // A message has fewer values than bytes.
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
