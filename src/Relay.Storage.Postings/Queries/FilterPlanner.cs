using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Chooses how to find a filter's events: the cover with the fewest postings is walked, and of the other conditions those are
/// intersected for which that is cheaper than looking at records. What a client names is never opened beyond the allowance: a cover
/// with more lists is not taken, and in the end there is one that has a single list.
/// </summary>
static class FilterPlanner
{
    /// <summary>Each step of a walk looks at every other list: what further ones leave out, records do.</summary>
    const int MaxIntersections = 8;

    /// <summary>
    /// Opens the lists for a filter that can match something, from this posting down, to find so many events. What its ids have found is
    /// kept for the next time.
    /// </summary>
    public static FilterSource Open<TView>(
        scoped in TView view, Filter filter, in QueryScope scope, Posting atMost, long wanted, bool mayListAuthors,
        ref Posting[]? found, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (filter.Ids is not null && (found is not null || lists.TryTake(filter.Ids.Count)))
        {
            var merge = new PostingMerge();
            merge.AddRun<TView>(view, found ??= FindIds(view, filter.Ids, scope.MaxSequence), atMost);
            return new FilterSource(filter, merge, []);
        }
        if (filter.Authors is not null && filter.Tags.Count == 0
            && TryWalkKinds(view, filter, scope, atMost, wanted, mayListAuthors, ref lists) is { } source)
            return source;
        var covers = FilterCovers.Find(view, filter, scope.Visibility, ref mayListAuthors, ref lists);
        lists.Release();
        if (covers.Count == 0)
            covers.Add(new TermCover(FilterCovers.Widest(view, filter, ref lists), 0));
        var cheapest = 0;
        for (var i = 1; i < covers.Count; i++)
        {
            if (covers[i].Entries < covers[cheapest].Entries)
                cheapest = i;
        }
        var walked = Merge(view, covers[cheapest].Terms, atMost, ref lists);
        List<PostingMerge>? others = null;
        for (var i = 0; i < covers.Count && !(others?.Count >= MaxIntersections); i++)
        {
            if (i != cheapest && covers[i].Terms.Count <= lists.Left && PlanCosts.IntersectionPays(covers[cheapest].Entries, covers[i]))
                (others ??= []).Add(Merge(view, covers[i].Terms, atMost, ref lists));
        }
        return new FilterSource(filter, walked, others is null ? [] : [.. others]) { MayListAuthors = mayListAuthors };
    }

    /// <summary>Walks the newest events of all authors where that is the shorter way to those of the filter's.</summary>
    static FilterSource? TryWalkKinds<TView>(
        scoped in TView view, Filter filter, in QueryScope scope, Posting atMost, long wanted, bool mayListAuthors,
        scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        var asked = PlanCosts.AuthorLists(filter);
        var looks = AuthorSample.LooksFor(asked);
        // A count wants all, which are found in their authors' lists.
        if (asked < AuthorSample.LeastLists || wanted == long.MaxValue || !lists.TryTake(looks))
            return null;
        var terms = FilterCovers.Widest(view, filter, ref lists);
        // They are opened for the sample and again for the walk.
        if (2 * terms.Count > lists.Left)
            return null;
        var sample = AuthorSample.Take(view, filter, scope, terms, atMost, looks, ref lists);
        return sample.TryChoose(wanted, asked * PlanCosts.Head + wanted * PlanCosts.Seek, PlanCosts.RecentRecord, out var allowance)
            ? new FilterSource(filter, Merge(view, terms, atMost, ref lists), []) { Allowance = allowance, MayListAuthors = mayListAuthors }
            : null;
    }

    static PostingMerge Merge<TView>(scoped in TView view, List<Term> terms, Posting atMost, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        var merge = new PostingMerge();
        merge.AddTerms(view, terms, atMost, ref lists);
        return merge;
    }

    static Posting[] FindIds<TView>(scoped in TView view, FilterSet<Bytes32> ids, long bound)
        where TView : IStoreView<TView>, allows ref struct
    {
        var postings = new List<Posting>(ids.Count);
        foreach (var id in ids.Span)
        {
            for (var records = new IdWalk(id, bound); records.MoveNext(view, out var sequence, out var record);)
            {
                // A version that came back under a number beyond the bound is of a later moment.
                if (sequence > bound)
                    continue;
                postings.Add(Posting.Of(new EventView(record), sequence));
                break;
            }
        }
        postings.Sort();
        return [.. postings];
    }
}
