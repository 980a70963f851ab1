using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>What the planner compares: estimates of what a plan costs, in nanoseconds of this store at a million events.</summary>
static class PlanCosts
{
    // A step inside a page at hand, a seek to another page and a look at a record that is not in the cache. Only their
    // relation matters; they were taken from the seeks and gets of this store at a million events.
    public const double Step = 60, Seek = 900, Record = 600;

    // The same for a list of which only the newest posting is asked, and for a record among the newest, which is in the cache.
    public const double Head = 400, RecentRecord = 320;

    /// <summary>Postings on a page of a list, roughly: pages of 4 KiB, three quarters full.</summary>
    public const double PagePostings = 180;

    /// <summary>Lists beyond which a cover is not counted before it is used.</summary>
    public const int CountedLists = 64;

    /// <summary>Kinds up to which each author's lists are asked for all of them; of more, only for those that an author has.</summary>
    public const int FewKinds = 8;

    /// <summary>How many kinds an author has events of, where nobody has looked.</summary>
    const int KindsOfAnAuthor = 4;

    /// <summary>How many lists of a filter's authors are asked for something, roughly: it may name billions of pairs.</summary>
    public static long AuthorLists(Filter filter) => (long)filter.Authors!.Count * (filter.Kinds switch
    {
        null => KindsOfAnAuthor,
        { Count: <= FewKinds } kinds => kinds.Count,
        _ => KindsOfAnAuthor + 1,
    });

    /// <summary>How many lists a filter asks for if it may, roughly: those that want few come first.</summary>
    public static long WantedLists(Filter filter)
    {
        long lists = filter.Ids?.Count ?? 0;
        if (filter.Authors is not null)
            lists += AuthorLists(filter);
        foreach (var tag in filter.Tags)
            lists += tag.Values.Count;
        return lists;
    }

    /// <summary>Whether to leap through another list beside the walked one rather than to look at the records of what is walked.</summary>
    public static bool IntersectionPays(long walked, TermCover other)
    {
        if (walked == 0 || other.Entries == long.MaxValue)
            return false;
        var pagesAStep = Math.Min(1, other.Entries / (double)walked / PagePostings);
        return other.Terms.Count * (Step + pagesAStep * Seek) < Record;
    }
}
