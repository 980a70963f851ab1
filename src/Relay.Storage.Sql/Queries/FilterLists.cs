using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>The choices of lists for a filter: by each tag condition, by its authors, by its kinds, by what its asker may see.</summary>
sealed class FilterLists(ListTerms terms, Filter filter, Visibility visibility, QueryBounds bounds)
{
    /// <summary>Up to this many kinds, an author's lists of these kinds are used; with more, the list of all its events.</summary>
    const int FewKinds = 8;

    /// <summary>With more kinds the list of all events is used.</summary>
    const int MostKinds = 256;

    /// <summary>How many lists the filter's authors need; 0 if it names none, or too many.</summary>
    public int AuthorListCount
    {
        get
        {
            if (filter.Authors is not { } authors)
                return 0;
            var lists = (long)authors.Count * (HasFewKinds ? filter.Kinds!.Count : 1);
            return lists <= bounds.Lists ? (int)lists : 0;
        }
    }

    bool HasFewKinds => filter.Kinds is { Count: <= FewKinds } kinds && kinds.Count * (long)(filter.Authors?.Count ?? 0) <= bounds.Lists;

    /// <summary>The lists by tag conditions, and by what the asker may see. There may be none.</summary>
    public List<IReadOnlyList<long>> Narrow()
    {
        var found = new List<IReadOnlyList<long>>();
        for (var i = 0; i < filter.Tags.Count; i++)
        {
            if (filter.Tags[i] is var tag && tag.Values.Count <= bounds.Lists)
                found.Add(Terms(tag));
        }
        if (visibility.HidesAllOf(filter))
        {
            var own = new List<long>();
            AddOwn(own, filter.Kinds!.Span);
            if (own.Count <= bounds.Lists)
                found.Add(own);
        }
        return found;
    }

    /// <summary>The lists of the filter's authors.</summary>
    public IReadOnlyList<long> OfAuthors()
    {
        var lists = new List<long>(AuthorListCount);
        foreach (ref readonly var author in filter.Authors!.Span)
        {
            if (!HasFewKinds)
            {
                lists.Add(terms.Author(author));
                continue;
            }
            foreach (var kind in filter.Kinds!.Span)
                lists.Add(terms.AuthorKind(author, kind));
        }
        return lists;
    }

    /// <summary>
    /// The lists that every filter has: those of its kinds, or that of all events. Events of hidden kinds are found in the lists of the
    /// asker's keys.
    /// </summary>
    public IReadOnlyList<long> Widest()
    {
        if (filter.Kinds is not { Count: <= MostKinds } kinds)
            return [terms.All];
        var (lists, hidden) = (new List<long>(), new List<ushort>());
        foreach (var kind in kinds.Span)
        {
            if (visibility.SeesAllOf(kind))
                lists.Add(terms.Kind(kind));
            else
                hidden.Add(kind);
        }
        if (hidden.Count > 0)
            AddOwn(lists, hidden.ToArray());
        return lists.Count <= bounds.Lists ? lists : [terms.All];
    }

    /// <summary>The lists of the events of hidden kinds that the asker may see: events by its keys, and to them.</summary>
    void AddOwn(List<long> lists, ReadOnlySpan<ushort> kinds)
    {
        foreach (ref readonly var key in visibility.Keys)
        {
            lists.Add(terms.Tag((byte)'p', new TextView(key.Span, isHex: true)));
            if (kinds.Length > FewKinds)
                lists.Add(terms.Author(key));
            else
                AddKinds(lists, key, kinds);
        }
    }

    void AddKinds(List<long> lists, in Bytes32 key, ReadOnlySpan<ushort> kinds)
    {
        foreach (var kind in kinds)
            lists.Add(terms.AuthorKind(key, kind));
    }

    List<long> Terms(TagFilter tag)
    {
        var lists = new List<long>(tag.Values.Count);
        foreach (var value in tag.Values.Span)
            lists.Add(terms.Tag(tag.Letter, value.View));
        return lists;
    }
}
