using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>Finds the next page of one filter.</summary>
sealed class FilterQuery
{
    /// <summary>If fewer events than one in this number match, the filter is sought by its kinds, too.</summary>
    const int Seldom = 16;

    readonly ISqlSession _session;
    readonly SqlStatements _statements;
    readonly EngineQuery _query;
    readonly ListRange _range;
    readonly QueryBounds _bounds;
    readonly QueryPage _page;
    readonly FilterLists _lists;
    readonly ListReader _reader;
    readonly PostingFilter _filter;
    readonly RecordReader _records;

    public FilterQuery(
        ISqlSession session, SqlStatements statements, ListTerms terms, EngineQuery query, ListRange range, QueryBounds bounds)
    {
        (_session, _statements, _query, _range, _bounds) = (session, statements, query, range, bounds);
        _page = new QueryPage(query, bounds);
        _lists = new FilterLists(terms, query.Filter, query.Visibility, bounds);
        _reader = new ListReader(session, statements, bounds);
        _filter = new PostingFilter(query, terms);
        _records = new RecordReader(session, statements, _page);
    }

    /// <summary>The page.</summary>
    public async ValueTask<EnginePage> RunAsync(CancellationToken cancel)
    {
        var (filter, isHidden) = (_query.Filter, _query.Visibility.HidesAllOf(_query.Filter));
        // Nothing of hidden kinds is visible without a key.
        if (isHidden && _query.Visibility.Keys.IsEmpty)
            return new EnginePage([], null, 0);
        if (filter.Ids is { } ids && ids.Count <= _bounds.Lists)
            return await new IdQuery(_session, _statements, _page, _range).RunAsync(ids, _records, cancel);
        var choices = _lists.Narrow();
        var authors = _lists.AuthorListCount;
        if (authors >= AuthorSample.LeastLists && choices.Count == 0)
            return await RunAuthorsAsync(authors, cancel);
        if (authors > 0)
            choices.Add(_lists.OfAuthors());
        return choices.Count switch
        {
            0 => await EndAsync(Walk(_lists.Widest(), _range), cancel),
            1 => await RunOneAsync(choices[0], cancel),
            _ => await new NarrowQuery(_page, _range, _query.Now, _reader, _filter, _records).RunAsync(choices, cancel) is { } best
                ? await EndAsync(Walk(best, _range), cancel)
                : _page.IsFull ? _page.EndAtLast() : _page.EndAt(null),
        };
    }

    async ValueTask<EnginePage> RunAuthorsAsync(int authors, CancellationToken cancel)
    {
        var walk = Walk(_lists.Widest(), _range);
        await walk.RunAsync(AuthorSample.Size(authors), cancel);
        if (walk.IsDone)
            return walk.End();
        if (AuthorSample.More(_page, walk.Passed, authors) is not (> 0 and var more))
            return await EndAsync(Walk(_lists.OfAuthors(), walk.Rest), cancel);
        await walk.RunAsync(Math.Min(more, _bounds.Passed), cancel);
        return walk.End();
    }

    /// <summary>Walks the only narrow lists. If few of their events match, the filter's kinds may be rarer.</summary>
    async ValueTask<EnginePage> RunOneAsync(IReadOnlyList<long> lists, CancellationToken cancel)
    {
        var walk = Walk(lists, _range);
        await walk.RunAsync(_bounds.Tried, cancel);
        if (walk.IsDone || _query.Filter.Kinds is null || _page.Found * Seldom > walk.Passed)
            return await EndAsync(walk, cancel);
        var choice = new NarrowQuery(_page, walk.Rest, _query.Now, _reader, _filter, _records);
        return await choice.RunAsync([lists, _lists.Widest()], cancel) is { } best
            ? await EndAsync(Walk(best, walk.Rest), cancel)
            : _page.IsFull ? _page.EndAtLast() : _page.EndAt(null);
    }

    ListWalk Walk(IReadOnlyList<long> lists, ListRange range) => new(_page, lists, range, _reader, _filter, _records);

    async ValueTask<EnginePage> EndAsync(ListWalk walk, CancellationToken cancel)
    {
        await walk.RunAsync(_bounds.Passed, cancel);
        return walk.End();
    }
}
