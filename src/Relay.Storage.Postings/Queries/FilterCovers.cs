using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Finds the covers of a filter whose lists fit within the allowance. Their postings are counted if there is a choice, so a cover is only
/// taken if its lists can be both counted and opened.
/// </summary>
static class FilterCovers
{
    /// <summary>
    /// The covers of a filter by its tags, by its authors and kinds, and by what its asker may see. There may be no such cover.
    /// </summary>
    public static List<TermCover> Find<TView>(
        scoped in TView view, Filter filter, Visibility visibility, ref bool mayListAuthors, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        var covers = new List<TermCover>(filter.Tags.Count + 1);
        var isHidden = visibility.HidesAllOf(filter);
        if (filter is { Tags: [var only], Authors: null, Kinds: null } && only.Values.Count <= lists.Left)
        {
            covers.Add(new TermCover(TagTerms(view, only), 0));
            return covers;
        }
        foreach (var tag in filter.Tags)
        {
            if (lists.CanTakeAndReserve(tag.Values.Count))
                Add(view, covers, TagTerms(view, tag), long.MaxValue, ref lists);
        }
        if (isHidden && VisibleTerms(view, filter, visibility, ref lists) is { } visible)
            Add(view, covers, visible, long.MaxValue, ref lists);
        if (filter.Authors is not null)
            AddAuthors(view, covers, filter, ref mayListAuthors, ref lists);
        else if (filter.Kinds is { } kinds && covers.Count > 0 && IsWorthCounting(kinds.Count, Best(covers)))
            Add(view, covers, KindTerms(filter), Best(covers), ref lists);
        return covers;
    }

    /// <summary>
    /// The cover that every filter has: its kinds, or all events if walking those costs less than opening that many kinds.
    /// </summary>
    public static List<Term> Widest<TView>(scoped in TView view, Filter filter, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (filter.Kinds is not { } kinds || kinds.Count > lists.Left)
            return [Term.All];
        if (kinds.Count <= PlanCosts.CountedLists)
            return KindTerms(filter);
        var isFewer = lists.TryTake(1) && kinds.Count * TView.Costs.Head < TView.CountPostings(view, Term.All) * TView.Costs.Step;
        return isFewer && kinds.Count <= lists.Left ? KindTerms(filter) : [Term.All];
    }

    static void AddAuthors<TView>(
        scoped in TView view, List<TermCover> covers, Filter filter, ref bool mayListAuthors, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        var best = Best(covers);
        if (!mayListAuthors || !IsWorthCounting(PlanCosts.AuthorLists(filter), best))
            return;
        var terms = new List<Term>();
        mayListAuthors = TryAddAuthors(view, filter.Authors!.Span, filter.Kinds, terms, ref lists);
        if (mayListAuthors && covers.Count == 0)
            covers.Add(new TermCover(terms, 0));
        else if (mayListAuthors && IsWorthCounting(terms.Count, best))
            Add(view, covers, terms, best, ref lists);
    }

    /// <summary>
    /// Adds the lists of authors and kinds. If the filter names many kinds, only those that the authors have are added. False if there are
    /// too many lists.
    /// </summary>
    static bool TryAddAuthors<TView>(
        scoped in TView view, ReadOnlySpan<Bytes32> authors, FilterSet<ushort>? kinds, List<Term> terms, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (kinds is { Count: <= PlanCosts.FewKinds } few && terms.Count + (long)authors.Length * few.Count <= lists.Left)
        {
            terms.EnsureCapacity(terms.Count + authors.Length * few.Count);
            foreach (ref readonly var author in authors)
            {
                foreach (var kind in few.Span)
                    terms.Add(Term.AuthorKind(author, kind));
            }
            return true;
        }
        foreach (ref readonly var author in authors)
        {
            if (!AuthorKinds.TryAdd(view, author, kinds, terms, ref lists))
                return false;
        }
        return true;
    }

    /// <summary>
    /// The terms of events that the asker may see, if all kinds of the filter are hidden: events by its keys, and to them.
    /// </summary>
    static List<Term>? VisibleTerms<TView>(scoped in TView view, Filter filter, Visibility visibility, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        var terms = new List<Term>();
        foreach (ref readonly var key in visibility.Keys)
            terms.Add(TView.HasherOf(view).Tag((byte)'p', new TagValue(key).View));
        return TryAddAuthors(view, visibility.Keys, filter.Kinds, terms, ref lists) ? terms : null;
    }

    static void Add<TView>(scoped in TView view, List<TermCover> covers, List<Term> terms, long enough, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (!lists.CanTakeAndReserve(terms.Count) || !lists.TryTake(terms.Count))
            return;
        lists.Reserve(terms.Count);
        covers.Add(new TermCover(terms, TermCover.Count(view, terms, enough)));
    }

    /// <summary>
    /// Whether to count a cover's postings. Many lists cost a seek each before the first posting, so if another cover is smaller than their
    /// number, it wins without a count.
    /// </summary>
    static bool IsWorthCounting(long lists, long best) => lists <= PlanCosts.CountedLists || best >= lists;

    static long Best(List<TermCover> covers)
    {
        var best = long.MaxValue;
        foreach (var cover in covers)
            best = Math.Min(best, cover.Entries);
        return best;
    }

    static List<Term> TagTerms<TView>(scoped in TView view, TagFilter tag)
        where TView : IStoreView<TView>, allows ref struct
    {
        var terms = new List<Term>(tag.Values.Count);
        foreach (var value in tag.Values.Span)
            terms.Add(TView.HasherOf(view).Tag(tag.Letter, value.View));
        return terms;
    }

    static List<Term> KindTerms(Filter filter)
    {
        if (filter.Kinds is null)
            return [Term.All];
        var terms = new List<Term>(filter.Kinds.Count);
        foreach (var kind in filter.Kinds.Span)
            terms.Add(Term.Kind(kind));
        return terms;
    }
}
