using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>Estimates that the planner compares.</summary>
static class PlanCosts
{
    /// <summary>A cover with more lists is not counted before it is used.</summary>
    public const int CountedLists = 64;

    /// <summary>
    /// Up to this many kinds, each author's lists are opened for every kind; with more, only for the kinds that the author has.
    /// </summary>
    public const int FewKinds = 8;

    /// <summary>How many kinds an author is assumed to have events of.</summary>
    const int KindsOfAnAuthor = 4;

    /// <summary>The rough number of lists that a filter's authors need. The filter may name billions of pairs of author and kind.</summary>
    public static long AuthorLists(Filter filter) => (long)filter.Authors!.Count * (filter.Kinds switch
    {
        null => KindsOfAnAuthor,
        { Count: <= FewKinds } kinds => kinds.Count,
        _ => KindsOfAnAuthor + 1,
    });

    /// <summary>The rough number of lists that a filter would open if it may. Filters with few lists are opened first.</summary>
    public static long WantedLists(Filter filter)
    {
        long lists = filter.Ids?.Count ?? 0;
        if (filter.Authors is not null)
            lists += AuthorLists(filter);
        foreach (var tag in filter.Tags)
            lists += tag.Values.Count;
        return lists;
    }

    /// <summary>Whether skipping through another list costs less than reading the records of the walked postings.</summary>
    public static bool IntersectionPays(ReadCosts costs, long walked, TermCover other)
    {
        if (walked == 0 || other.Entries == long.MaxValue)
            return false;
        var pagesAStep = Math.Min(1, other.Entries / (double)walked / costs.PagePostings);
        return other.Terms.Count * (costs.Step + pagesAStep * costs.Seek) < costs.Record;
    }
}
