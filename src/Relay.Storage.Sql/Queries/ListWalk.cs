using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>
/// Walks lists from new to old and fills a page with what matches. Rows tell number and kind, so that records of other kinds, and of hidden
/// kinds that the asker has no key for, are not read.
/// </summary>
sealed class ListWalk(QueryPage page, Lists lists, ListRange range, ListReader reader, RecordReader records)
{
    // Fewer rows cost a statement more than they save; more are read only if few of them match.
    const int LeastRows = 16, MostRows = 1024, MoreRows = 4;

    ListPlace? _passed;
    bool _isAtEnd;

    /// <summary>Whether the page is complete.</summary>
    public bool IsDone => page.IsFull || _isAtEnd;

    /// <summary>The part of the range that was not walked yet.</summary>
    public ListRange Rest => range with { From = _passed?.Next ?? range.From };

    /// <summary>Goes on until the page is full, the lists end, or this many more rows were scanned.</summary>
    public async ValueTask RunAsync(long most, CancellationToken cancel)
    {
        for (var stop = page.Scanned + most; !IsDone && page.Scanned < stop;)
        {
            var wanted = (int)Math.Min(lists.IsExact ? Wanted() : most, stop - page.Scanned);
            var stretch = await reader.ReadAsync(lists.Terms, Rest, wanted, cancel);
            page.Scanned += stretch.Scanned;
            stretch.Postings.RemoveAll(CannotMatch);
            await records.ReadAsync(stretch.Postings, lists.IsExact, cancel);
            _passed = stretch.End;
            _isAtEnd = stretch.IsAll || stretch.End.CompareTo(range.To) >= 0;
        }
    }

    /// <summary>The page as far as it was filled.</summary>
    public EnginePage End() => page.IsFull ? page.EndAtLast() : page.EndAt(_isAtEnd ? null : _passed);

    int Wanted() => Math.Clamp((page.Wanted + 1) * (page.Scanned > MoreRows * (page.Found + LeastRows) ? MoreRows : 1), LeastRows, MostRows);

    bool CannotMatch(Posting posting)
    {
        var (query, kind) = (page.Query, posting.About.Kind);
        return posting.Sequence > query.MaxSequence
            || query.Filter.Kinds is { } kinds && !kinds.Contains(kind)
            || query.Visibility.Keys.IsEmpty && !query.Visibility.SeesAllOf(kind);
    }
}
