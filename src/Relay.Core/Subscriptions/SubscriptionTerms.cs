using Relay.Nostr;

namespace Relay.Core;

/// <summary>Chooses the terms under which a filter waits for live events: its most selective condition only.</summary>
static class SubscriptionTerms
{
    // Beyond this many pairs the authors alone are selective enough, and a follow list costs one entry an author.
    const int MaxAuthorKinds = 64;

    /// <summary>Collects terms of which every event that the filter matches emits at least one.</summary>
    internal static void Collect(Filter filter, TermHasher hasher, TermList terms)
    {
        terms.Clear();
        if (filter.Ids is not null)
        {
            foreach (ref readonly var id in filter.Ids.Span)
                terms.Add(Term.Id(id));
        }
        else if (filter.Authors is not null)
            CollectAuthors(filter.Authors.Span, filter.Kinds, terms);
        else if (SmallestTag(filter) is { } tag)
        {
            foreach (ref readonly var value in tag.Values.Span)
                terms.Add(hasher.Tag(tag.Letter, value.View));
        }
        else if (filter.Kinds is not null)
        {
            foreach (var kind in filter.Kinds.Span)
                terms.Add(Term.Kind(kind));
        }
        else
            terms.Add(Term.All);
        terms.SortAndDeduplicate();
    }

    static void CollectAuthors(ReadOnlySpan<Bytes32> authors, FilterSet<ushort>? kinds, TermList terms)
    {
        var inPairs = kinds is not null && authors.Length * kinds.Count <= MaxAuthorKinds;
        foreach (ref readonly var author in authors)
        {
            if (!inPairs)
            {
                terms.Add(Term.Author(author));
                continue;
            }
            foreach (var kind in kinds!.Span)
                terms.Add(Term.AuthorKind(author, kind));
        }
    }

    static TagFilter? SmallestTag(Filter filter)
    {
        TagFilter? smallest = null;
        for (var i = 0; i < filter.Tags.Count; i++)
        {
            if (smallest is null || filter.Tags[i].Values.Count < smallest.Values.Count)
                smallest = filter.Tags[i];
        }
        return smallest;
    }
}
