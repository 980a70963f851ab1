using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// Counts a filter's events in the rows of lists, without reading records. That is only exact if the lists decide alone: their events need
/// no further check, none of them expires, and their kinds are visible to the asker or hidden from everybody without a key.
/// </summary>
sealed class ListCounter(
    ISqlSession session, SqlStatements statements, ListTerms terms, EngineQuery query, ListRange range, QueryBounds bounds)
{
    /// <summary>The most lists that are counted.</summary>
    const int MostLists = 16;

    /// <summary>The most rows of each list that a page counts.</summary>
    const long MostRows = 16 * 1024;

    long _count, _scanned;

    /// <summary>The lists whose rows are the filter's events, each in one of them; null if there are none such, or too many.</summary>
    public static IReadOnlyList<long>? ListsOf(Filter filter, Visibility visibility, ListTerms terms) => filter switch
    {
        { Ids: not null } => null,
        { Authors: null, Kinds: null, Tags: [] } => [terms.All],
        { Authors: null, Kinds: null or { Count: <= MostLists }, Tags: [{ Values.Count: 1 } tag] } =>
            [terms.Tag(tag.Letter, tag.Values[0].View)],
        { Authors: null, Kinds: { Count: <= MostLists } kinds, Tags: [] } when AllVisible(kinds, visibility) =>
            [.. kinds.Select(terms.Kind)],
        { Authors: { Count: <= MostLists } authors, Kinds: null, Tags: [] } => [.. authors.Select(author => terms.Author(author))],
        { Authors: { } authors, Kinds: { } kinds, Tags: [] }
            when authors.Count * (long)kinds.Count <= MostLists && AllVisible(kinds, visibility) =>
            [.. authors.SelectMany(author => kinds.Select(kind => terms.AuthorKind(author, kind)))],
        _ => null,
    };

    /// <summary>Counts on until the range ends or the bound is reached; null if records must be read for it.</summary>
    public async ValueTask<EngineCount?> CountAsync(IReadOnlyList<long> lists, CancellationToken cancel)
    {
        // The place at which the page before ended may have events on both sides of it.
        var from = range.From;
        if (query.After is { } after && !from.IsPassedBy(after) && from.CreatedAt == after.CreatedAt && from.IdPrefix == after.Id.Prefix)
        {
            await CountTiesAsync(lists, cancel);
            if (from == ListPlace.Last)
                return new EngineCount(_count, null, _scanned);
            from = from.Next();
        }
        var rest = range with { From = from };
        if (rest.IsEmpty)
            return new EngineCount(_count, null, _scanned);
        var end = await EndAsync(lists, rest, cancel);
        foreach (var list in lists)
        {
            if (!await TryCountAsync(list, rest with { To = end }, cancel))
                return null;
        }
        return new EngineCount(_count, end == range.To ? null : end.End, _scanned);
    }

    static bool AllVisible(FilterSet<ushort> kinds, Visibility visibility)
    {
        foreach (var kind in kinds.Span)
        {
            if (!visibility.SeesAllOf(kind))
                return false;
        }
        return true;
    }

    async ValueTask CountTiesAsync(IReadOnlyList<long> lists, CancellationToken cancel)
    {
        var page = new QueryPage(
            query with { Most = int.MaxValue, MostBytes = int.MaxValue },
            bounds with { Misses = int.MaxValue, MissedBytes = int.MaxValue });
        var walk = new ListWalk(
            page, lists, new ListRange(range.From, range.From), new ListReader(session, statements, bounds),
            new PostingFilter(query, terms), new RecordReader(session, statements, page));
        await walk.RunAsync(int.MaxValue, cancel);
        _count += page.Found;
        _scanned += page.Scanned;
    }

    /// <summary>The place at which the bound of rows is reached in the list in which it is reached first.</summary>
    async ValueTask<ListPlace> EndAsync(IReadOnlyList<long> lists, ListRange rest, CancellationToken cancel)
    {
        var end = new ListPlace[] { rest.To };
        foreach (var list in lists)
        {
            await session.ReadAsync(
                statements.PlaceInList, [list, rest.From.ToArray(), end[0].ToArray(), MostRows / lists.Count - 1], end,
                static (end, row) =>
                {
                    end[0] = ListPlace.Read(row.Bytes(0));
                    return true;
                },
                cancel);
        }
        return end[0];
    }

    async ValueTask<bool> TryCountAsync(long list, ListRange part, CancellationToken cancel)
    {
        var isByKind = query.Filter.Tags.Count > 0 || query.Filter.Kinds is null;
        var rows = new KindCounts(query, isByKind);
        await session.ReadAsync(
            isByKind ? statements.CountByKind : statements.Count, [list, part.From.ToArray(), part.To.ToArray()], rows,
            static (rows, row) => rows.Add(row), cancel);
        _count += rows.Count;
        _scanned += rows.Scanned;
        return rows.IsDecided;
    }

    /// <summary>Adds up what a statement counted.</summary>
    sealed class KindCounts(EngineQuery query, bool isByKind)
    {
        public long Count { get; private set; }

        public long Scanned { get; private set; }

        public bool IsDecided { get; private set; } = true;

        public bool Add(ISqlRow row)
        {
            var column = 0;
            var kind = isByKind ? (ushort)row.Number(column++) : (ushort)0;
            var (rows, expiring, newest) = (row.Number(column), row.Number(column + 1), row.Number(column + 2));
            Scanned += rows;
            if (rows == 0 || isByKind && query.Filter.Kinds is { } kinds && !kinds.Contains(kind))
                return true;
            if (isByKind && !query.Visibility.SeesAllOf(kind))
                return query.Visibility.Keys.IsEmpty || (IsDecided = false);
            Count += rows;
            return IsDecided = expiring == 0 && newest <= query.MaxSequence;
        }
    }
}
