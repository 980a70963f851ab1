using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Chooses how to find a filter's events. The cover with the fewest postings is walked. The covers of other conditions are intersected with
/// it if that costs less than reading records. No plan opens more lists than the allowance, no matter what a client names: a cover with
/// more lists is not used, and there is always one with a single list.
/// </summary>
static class FilterPlanner
{
    /// <summary>Each step of a walk looks into every intersected list. Further conditions are checked against records.</summary>
    const int MaxIntersections = 8;

    /// <summary>
    /// Opens the lists for a filter that can match, from this posting down, to find <paramref name="wanted"/> events. The events that it
    /// found by ids are kept for the next slice.
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
            if (i != cheapest && covers[i].Terms.Count <= lists.Left
                && PlanCosts.IntersectionPays(TView.Costs, covers[cheapest].Entries, covers[i]))
                (others ??= []).Add(Merge(view, covers[i].Terms, atMost, ref lists));
        }
        return new FilterSource(filter, walked, others is null ? [] : [.. others]) { MayListAuthors = mayListAuthors };
    }

    /// <summary>Walks the newest events of all authors, if that finds the filter's events with less work than its authors' lists.</summary>
    static FilterSource? TryWalkKinds<TView>(
        scoped in TView view, Filter filter, in QueryScope scope, Posting atMost, long wanted, bool mayListAuthors,
        scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        var asked = PlanCosts.AuthorLists(filter);
        var looks = AuthorSample.LooksFor(asked);
        // A count wants all events, which are found in their authors' lists.
        if (asked < AuthorSample.LeastLists || wanted == long.MaxValue || !lists.TryTake(looks))
            return null;
        var terms = FilterCovers.Widest(view, filter, ref lists);
        // The lists are opened for the sample and again for the walk.
        if (2 * terms.Count > lists.Left)
            return null;
        var sample = AuthorSample.Take(view, filter, scope, terms, atMost, looks, ref lists);
        var costs = TView.Costs;
        return sample.TryChoose(wanted, asked * costs.Head + wanted * costs.Seek, costs.RecentRecord, out var allowance)
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
                // A version that was stored again under a number beyond the bound belongs to a later moment.
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
