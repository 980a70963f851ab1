using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>Walks lists from new to old and fills a page with what matches.</summary>
sealed class ListWalk(
    QueryPage page, IReadOnlyList<long> lists, ListRange range, ListReader reader, PostingFilter filter, RecordReader records)
{
    // Fewer rows cost a statement more than they save. More than wanted are read if few of them match.
    const int LeastRows = 16, MostRows = 1024;

    /// <summary>After this many looks at the beginning of a list the page ends, so that other readers come between.</summary>
    const long MostLooks = 32 * 1024;

    ListPlace? _passed;
    long _rows;
    long _looks;
    bool _isAtEnd;

    /// <summary>Whether the page is complete.</summary>
    public bool IsDone => page.IsFull || _isAtEnd;

    /// <summary>Events that were passed.</summary>
    public long Passed => _rows;

    /// <summary>The part of the range that was not walked yet.</summary>
    public ListRange Rest => range with { From = _passed?.Next() ?? range.From };

    /// <summary>Goes on until the page is full, the lists end, this many more events were passed, or it took too many looks.</summary>
    public async ValueTask RunAsync(long most, CancellationToken cancel)
    {
        for (var stop = _rows + most; !IsDone && _rows < stop && _looks < MostLooks;)
        {
            var stretch = await reader.ReadAsync(lists, Rest, (int)Math.Min(Wanted(), stop - _rows), cancel);
            page.Scanned += stretch.Scanned;
            _looks += lists.Count;
            _rows += Math.Max(1, stretch.Postings.Count);
            filter.Sift(stretch.Postings);
            await records.ReadAsync(stretch.Postings, cancel);
            _passed = stretch.End;
            _isAtEnd = stretch.IsAll || stretch.End.CompareTo(range.To) >= 0;
        }
    }

    /// <summary>The page as far as it was filled.</summary>
    public EnginePage End() => page.IsFull ? page.EndAtLast() : page.EndAt(_isAtEnd ? null : _passed);

    /// <summary>As many rows as are likely to have what is wanted.</summary>
    long Wanted()
    {
        var ofWhich = _rows == 0 ? 1 : (page.Found + 1) / (double)(_rows + 1);
        return (long)Math.Clamp((page.Wanted + 1) / ofWhich, LeastRows, MostRows);
    }
}
