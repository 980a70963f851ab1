using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>Finds the next page of one filter.</summary>
sealed class FilterQuery(ISqlSession session, SqlStatements statements, ListTerms terms, EngineQuery query, ListRange range)
{
    readonly QueryPage _page = new(query);
    readonly FilterLists _lists = new(terms, query.Filter, query.Visibility);
    readonly ListReader _reader = new(session, statements);

    /// <summary>The page.</summary>
    public async ValueTask<EnginePage> RunAsync(CancellationToken cancel)
    {
        var (filter, visibility) = (query.Filter, query.Visibility);
        // Nothing of hidden kinds is visible without a key.
        if (visibility.Keys.IsEmpty && visibility.HidesAllOf(filter))
            return new EnginePage([], null, 0);
        var records = new RecordReader(session, statements, _page);
        if (filter.Ids is { Count: <= QueryBounds.Lists } ids)
            return await new IdQuery(session, statements, _page, range).RunAsync(ids, records, cancel);
        var authors = _lists.AuthorListCount;
        if (authors >= AuthorSample.LeastLists && filter.Tags.Count == 0 && !visibility.HidesAllOf(filter))
        {
            var walk = new ListWalk(_page, _lists.Widest() with { IsExact = false }, range, _reader, records);
            await walk.RunAsync(AuthorSample.Looks(authors), cancel);
            if (walk.IsDone)
                return walk.End();
            if (AuthorSample.MoreRows(_page, authors) is > 0 and var more)
            {
                await walk.RunAsync(more, cancel);
                return walk.End();
            }
            return await WalkAsync(_lists.OfAuthors(), walk.Rest, records, cancel);
        }
        return await WalkAsync(await ChooseAsync(authors, cancel), range, records, cancel);
    }

    async ValueTask<EnginePage> WalkAsync(Lists lists, ListRange rest, RecordReader records, CancellationToken cancel)
    {
        var walk = new ListWalk(_page, lists, rest, _reader, records);
        await walk.RunAsync(QueryBounds.Scanned, cancel);
        return walk.End();
    }

    /// <summary>Chooses the lists with the fewest events. Lists are measured only where there is a choice.</summary>
    async ValueTask<Lists> ChooseAsync(int authors, CancellationToken cancel)
    {
        var narrow = _lists.Narrow();
        if (authors > 0)
            narrow.Add(_lists.OfAuthors());
        if (narrow.Count == 0 || narrow.Count == 1 && query.Filter.Kinds is null)
            return narrow.Count == 0 ? _lists.Widest() : narrow[0];
        // A kind and its authors, or the lists of the asker, have no better alternative among whole kinds.
        if (narrow.Count == 1 && query.Filter.Tags.Count == 0)
            return narrow[0];
        var choice = new ListChoice(session, statements, range, query.Now);
        var (best, size) = (narrow[0], await choice.MeasureAsync(narrow[0], cancel));
        for (var i = 1; i < narrow.Count; i++)
            (best, size) = await BetterAsync(choice, best, size, narrow[i], cancel);
        if (!size.IsFew && query.Filter.Kinds is not null)
            (best, _) = await BetterAsync(choice, best, size, _lists.Widest(), cancel);
        _page.Scanned += choice.Scanned;
        return best;
    }

    static async ValueTask<(Lists Lists, ListChoice.Size Size)> BetterAsync(
        ListChoice choice, Lists best, ListChoice.Size size, Lists other, CancellationToken cancel)
    {
        // With more lists than the others have rows, there is nothing to gain.
        if (size.IsFew && size.Rows <= other.Terms.Count)
            return (best, size);
        var measured = await choice.MeasureAsync(other, cancel);
        return measured.CompareTo(size) < 0 ? (other, measured) : (best, size);
    }
}
