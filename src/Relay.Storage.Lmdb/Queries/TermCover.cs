using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>A set of terms whose lists together contain every event that one condition of a filter allows.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Entries">How many postings their lists have, roughly: tails are counted, removals and repeats are not subtracted.</param>
readonly record struct TermCover(List<Term> Terms, long Entries)
{
    /// <summary>Counts the postings of the terms, but no further than this many: more than that is not the cheapest.</summary>
    public static long Count(scoped in StoreView view, List<Term> terms, long enough)
    {
        long entries = 0;
        foreach (var term in terms)
        {
            entries += Count(view, term);
            if (entries > enough)
                break;
        }
        return entries;
    }

    /// <summary>Counts the postings of one term.</summary>
    public static long Count(scoped in StoreView view, in Term term)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        var entries = view.Index.ListLength(view.Postings, key[..term.WriteTo(key)]);
        foreach (var run in view.Tail.Runs)
            entries += run.PostingsOf(term).Count;
        return entries;
    }
}
