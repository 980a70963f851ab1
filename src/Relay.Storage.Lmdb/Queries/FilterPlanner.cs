using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Chooses how to find a filter's events: the cover with the fewest postings is walked, and of the other conditions those are
/// intersected for which that is cheaper than looking at records.
/// </summary>
static class FilterPlanner
{
    // A step inside a page at hand, a seek to another page and a look at a record that is not in the cache. Only their
    // relation matters; they were taken from the seeks and gets of this store at a million events.
    const double StepCost = 60, SeekCost = 900, RecordCost = 600;

    // The same for a list of which only the newest posting is asked, and for a record among the newest, which is in the cache.
    const double HeadCost = 400, RecentCost = 320;

    /// <summary>Postings on a page of a list, roughly: pages of 4 KiB, three quarters full.</summary>
    const double PagePostings = 180;

    /// <summary>Authors times kinds beyond which a cover's lists are not counted before they are used.</summary>
    const int CountedTerms = 64;

    /// <summary>How many kinds an author has events of, where nobody has looked.</summary>
    const int KindsOfAnAuthor = 4;

    /// <summary>Opens the lists for a filter that can match something, from this posting down, to find so many events.</summary>
    public static FilterSource Open(
        scoped in StoreView view, Filter filter, Visibility visibility, Posting atMost, long wanted = long.MaxValue)
    {
        if (filter.Ids is not null)
        {
            var found = new PostingMerge();
            found.AddPostings(view, FindIds(view, filter.Ids), atMost);
            return new FilterSource(filter, found, []);
        }
        if (filter.Authors is not null && filter.Tags.Count == 0 && TryWalkKinds(view, filter, atMost, wanted) is { } source)
            return source;
        var covers = Covers(view, filter, visibility);
        var cheapest = 0;
        for (var i = 1; i < covers.Count; i++)
        {
            if (covers[i].Entries < covers[cheapest].Entries)
                cheapest = i;
        }
        var primary = Merge(view, covers[cheapest].Terms, atMost);
        var others = new List<PostingMerge>();
        for (var i = 0; i < covers.Count; i++)
        {
            if (i != cheapest && IntersectionPays(covers[cheapest].Entries, covers[i]))
                others.Add(Merge(view, covers[i].Terms, atMost));
        }
        return new FilterSource(filter, primary, [.. others]);
    }

    /// <summary>Walks the newest events of all authors where that is the shorter way to those of the filter's.</summary>
    static FilterSource? TryWalkKinds(scoped in StoreView view, Filter filter, Posting atMost, long wanted)
    {
        var lists = filter.Authors!.Count * (filter.Kinds?.Count ?? KindsOfAnAuthor);
        // A count wants all, which are found in their authors' lists.
        if (lists < AuthorSample.LeastLists || wanted == long.MaxValue)
            return null;
        var terms = KindTerms(filter);
        var sample = AuthorSample.Take(view, filter, terms, atMost, lists);
        return sample.TryChoose(wanted, lists * HeadCost + wanted * SeekCost, RecentCost, out var allowance)
            ? new FilterSource(filter, Merge(view, terms, atMost), []) { Allowance = allowance }
            : null;
    }

    /// <summary>The covers of a filter without ids; at least one.</summary>
    static List<TermCover> Covers(scoped in StoreView view, Filter filter, Visibility visibility)
    {
        var covers = new List<TermCover>();
        foreach (var tag in filter.Tags)
        {
            var terms = new List<Term>(tag.Values.Count);
            foreach (var value in tag.Values.Span)
                terms.Add(view.Hasher.Tag(tag.Letter, value.View));
            covers.Add(new TermCover(terms, TermCover.Count(view, terms, long.MaxValue)));
        }
        if (visibility.HidesAllOf(filter))
        {
            var visible = VisibleTerms(view, filter, visibility);
            covers.Add(new TermCover(visible, TermCover.Count(view, visible, long.MaxValue)));
        }
        if (filter.Authors is not null)
            covers.Add(Count(view, AuthorTerms(view, filter), covers));
        else if (filter.Kinds is not null)
            covers.Add(Count(view, KindTerms(filter), covers));
        if (covers.Count == 0)
            covers.Add(new TermCover(KindTerms(filter), 0));
        return covers;
    }

    /// <summary>The cover that every filter has.</summary>
    static List<Term> KindTerms(Filter filter)
    {
        if (filter.Kinds is null)
            return [Term.All];
        var terms = new List<Term>(filter.Kinds.Count);
        foreach (var kind in filter.Kinds.Span)
            terms.Add(Term.Kind(kind));
        return terms;
    }

    /// <summary>Counting is worth its seeks only where there is a choice.</summary>
    static TermCover Count(scoped in StoreView view, List<Term> terms, List<TermCover> others)
    {
        if (others.Count == 0)
            return new TermCover(terms, 0);
        var best = long.MaxValue;
        foreach (var other in others)
            best = Math.Min(best, other.Entries);
        // Many lists cost a seek each before the first posting: where another cover is that small, it wins uncounted.
        if (terms.Count > CountedTerms && best < terms.Count)
            return new TermCover(terms, long.MaxValue);
        return new TermCover(terms, TermCover.Count(view, terms, best));
    }

    static List<Term> AuthorTerms(scoped in StoreView view, Filter filter)
    {
        var terms = new List<Term>(filter.Authors!.Count * (filter.Kinds?.Count ?? KindsOfAnAuthor));
        foreach (var author in filter.Authors.Span)
        {
            if (filter.Kinds is null)
                AddKindsOf(view, author, terms);
            else
            {
                foreach (var kind in filter.Kinds.Span)
                    terms.Add(Term.AuthorKind(author, kind));
            }
        }
        return terms;
    }

    /// <summary>What the asker may see where all kinds of the filter are hidden: events by its keys, and to them.</summary>
    static List<Term> VisibleTerms(scoped in StoreView view, Filter filter, Visibility visibility)
    {
        var terms = new List<Term>();
        foreach (ref readonly var key in visibility.Keys)
        {
            terms.Add(view.Hasher.Tag((byte)'p', new TagValue(key).View));
            foreach (var kind in filter.Kinds!.Span)
                terms.Add(Term.AuthorKind(key, kind));
        }
        return terms;
    }

    /// <summary>Enumerates the kinds an author has events of, in the index and in the tail.</summary>
    public static void AddKindsOf(scoped in StoreView view, in Bytes32 author, List<Term> terms)
    {
        var first = terms.Count;
        var start = Term.AuthorKind(author, 0);
        Span<byte> key = stackalloc byte[Term.MaxLength];
        var wanted = start;
        while (view.Index.TryFirstListAtLeast(view.Postings, key[..wanted.WriteTo(key)], out var found)
            && Term.TryRead(found, out var term) && term.IsSameAuthorKind(start))
        {
            terms.Add(term);
            if (term.KindOf == ushort.MaxValue)
                break;
            wanted = Term.AuthorKind(author, (ushort)(term.KindOf + 1));
        }
        foreach (var run in view.Tail.Runs)
        {
            for (var i = run.FirstAtLeast(start); i < run.Terms.Length && run.Terms[i].IsSameAuthorKind(start); i++)
            {
                if (!terms[first..].Contains(run.Terms[i]))
                    terms.Add(run.Terms[i]);
            }
        }
    }

    static bool IntersectionPays(long walked, TermCover other)
    {
        if (walked == 0 || other.Entries == long.MaxValue)
            return false;
        var pagesAStep = Math.Min(1, other.Entries / (double)walked / PagePostings);
        return other.Terms.Count * (StepCost + pagesAStep * SeekCost) < RecordCost;
    }

    static PostingMerge Merge(scoped in StoreView view, List<Term> terms, Posting atMost)
    {
        var merge = new PostingMerge();
        foreach (var term in terms)
            merge.AddTerm(view, term, atMost);
        return merge;
    }

    static Posting[] FindIds(scoped in StoreView view, FilterSet<Bytes32> ids)
    {
        var postings = new List<Posting>(ids.Count);
        foreach (var id in ids.Span)
        {
            if (view.TryFind(id, out var sequence) && view.TryGetRecord(sequence, out var record))
                postings.Add(Posting.Of(new EventView(record), sequence));
        }
        postings.Sort();
        return [.. postings];
    }
}
