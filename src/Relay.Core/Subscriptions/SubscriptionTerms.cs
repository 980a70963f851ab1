using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The terms under which a filter waits for live events: those of its most selective condition only. Every event that the filter matches
/// emits at least one of them.
/// </summary>
readonly struct SubscriptionTerms
{
    // With more pairs than this, the authors alone are selective enough, and a follow list takes one entry per author.
    const int MaxAuthorKinds = 64;

    readonly Choice _choice;
    readonly int _tag;

    public SubscriptionTerms(Filter filter)
    {
        _tag = -1;
        if (filter.Ids is not null)
            (_choice, Count) = (Choice.Ids, filter.Ids.Count);
        else if (filter.Authors is not null)
        {
            var pairs = (long)filter.Authors.Count * (filter.Kinds?.Count ?? 0);
            (_choice, Count) = pairs is > 0 and <= MaxAuthorKinds
                ? (Choice.AuthorKinds, (int)pairs)
                : (Choice.Authors, filter.Authors.Count);
        }
        else if (filter.Tags.Count > 0)
        {
            _tag = SmallestTag(filter);
            (_choice, Count) = (Choice.Tag, filter.Tags[_tag].Values.Count);
        }
        else if (filter.Kinds is not null)
            (_choice, Count) = (Choice.Kinds, filter.Kinds.Count);
        else
            (_choice, Count) = (Choice.All, 1);
    }

    enum Choice : byte
    {
        Ids,
        AuthorKinds,
        Authors,
        Tag,
        Kinds,
        All,
    }

    /// <summary>The number of terms. Terms of different values may be equal.</summary>
    public int Count { get; }

    /// <summary>The term at a place. The matcher must be that of the filter.</summary>
    public Term At(int index, in FilterMatcher matcher)
    {
        var filter = matcher.Filter;
        return _choice switch
        {
            Choice.Ids => Term.Id(filter.Ids!.Span[index]),
            Choice.AuthorKinds => AuthorKindAt(index, filter),
            Choice.Authors => Term.Author(filter.Authors!.Span[index]),
            Choice.Tag => matcher.TagTerm(_tag, index),
            Choice.Kinds => Term.Kind(filter.Kinds![index]),
            _ => Term.All,
        };
    }

    static Term AuthorKindAt(int index, Filter filter)
    {
        var (author, kind) = Math.DivRem(index, filter.Kinds!.Count);
        return Term.AuthorKind(filter.Authors!.Span[author], filter.Kinds[kind]);
    }

    static int SmallestTag(Filter filter)
    {
        var smallest = 0;
        for (var i = 1; i < filter.Tags.Count; i++)
        {
            if (filter.Tags[i].Values.Count < filter.Tags[smallest].Values.Count)
                smallest = i;
        }
        return smallest;
    }
}
