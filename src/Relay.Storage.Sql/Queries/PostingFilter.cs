using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>
/// What rows of lists decide: number, kind, almost always the author, and whether a hidden kind is visible to nobody without a key.
/// </summary>
sealed class PostingFilter
{
    readonly EngineQuery _query;

    // One bit for each value of PostingAbout.Author.
    readonly ulong[]? _authors;

    public PostingFilter(EngineQuery query, ListTerms terms)
    {
        _query = query;
        if (query.Filter.Authors is not { } authors)
            return;
        _authors = new ulong[(ushort.MaxValue + 1) / 64];
        foreach (ref readonly var author in authors.Span)
        {
            var bits = (ushort)terms.Author(author);
            _authors[bits >> 6] |= 1UL << bits;
        }
    }

    /// <summary>Removes the rows of events that cannot be results.</summary>
    public void Sift(List<Posting> postings) => postings.RemoveAll(CannotMatch);

    bool CannotMatch(Posting posting)
    {
        var kind = posting.About.Kind;
        return posting.Sequence > _query.MaxSequence
            || _query.Filter.Kinds is { } kinds && !kinds.Contains(kind)
            || _authors is not null && (_authors[posting.About.Author >> 6] >> posting.About.Author & 1) == 0
            || _query.Visibility.Keys.IsEmpty && !_query.Visibility.SeesAllOf(kind);
    }
}
