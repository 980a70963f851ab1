using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>A set of terms whose lists together contain every event that one condition of a filter allows.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Entries">The rough number of postings in their lists: tails are included, removals and repeats are not subtracted.</param>
readonly record struct TermCover(List<Term> Terms, long Entries)
{
    /// <summary>
    /// Counts the postings of the terms, but stops at <paramref name="enough"/>: a cover with more than that is not the cheapest.
    /// </summary>
    public static long Count<TView>(scoped in TView view, List<Term> terms, long enough)
        where TView : IStoreView<TView>, allows ref struct
    {
        long entries = 0;
        foreach (var term in terms)
        {
            entries += TView.CountPostings(view, term);
            if (entries > enough)
                break;
        }
        return entries;
    }
}
