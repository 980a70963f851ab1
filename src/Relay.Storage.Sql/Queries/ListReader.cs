namespace Relay.Storage.Sql;

/// <summary>Reads the beginnings of lists and merges them, with a few statements however many the lists are.</summary>
sealed class ListReader(ISqlSession session, SqlStatements statements, QueryBounds bounds)
{
    /// <summary>Up to this many lists, all rows that are wanted are read of each, so that one statement is enough.</summary>
    const int FewLists = 4;

    /// <summary>
    /// Reads on until about <paramref name="wanted"/> rows are found, or the bound of rows is reached. At least one row is found unless the
    /// lists are at their end.
    /// </summary>
    public async ValueTask<ListStretch> ReadAsync(
        IReadOnlyList<long> terms, ListRange range, int wanted, CancellationToken cancel)
    {
        if (terms.Count == 1 && await ReadOneAsync(terms[0], range, wanted, cancel) is { } one)
            return one;
        if (statements.FirstOfLists is null)
            return await new ListSweep(session, statements, bounds).ReadAsync(terms, range, wanted, cancel);
        var each = terms.Count <= FewLists ? wanted : Math.Max(1, 2 * wanted / terms.Count);
        var heads = await ReadManyAsync(terms, range, each, cancel);
        var scanned = (long)heads.Rows;
        // Busy lists have more rows before the place at which enough are found: only these are read again, up to that place. The fewer are
        // left, the more is read of each, so the busiest list is read as far as is wanted after a few rounds.
        while (heads.UnfinishedBefore(wanted, out var place) is { Count: > 0 } unfinished)
        {
            var more = Math.Min(bounds.Rows / unfinished.Count, wanted);
            if (more <= each)
                break;
            var again = await ReadManyAsync([.. unfinished.Select(i => terms[i])], range with { To = place }, more, cancel);
            scanned += again.Rows;
            heads.Replace(unfinished, again, place);
            each = more;
        }
        return heads.Merge(range.To, scanned);
    }

    /// <summary>Null if the list would be cut among rows that share a place.</summary>
    async ValueTask<ListStretch?> ReadOneAsync(long term, ListRange range, int wanted, CancellationToken cancel)
    {
        var rows = new List<Posting>(Math.Min(wanted, 1024) + 1);
        await session.ReadAsync(
            statements.FirstOfList, [term, range.From.ToArray(), range.To.ToArray(), wanted + 1L], rows,
            static (rows, row) =>
            {
                rows.Add(new Posting(ListPlace.Read(row.Bytes(0)), row.Number(1), new PostingAbout(row.Number(2))));
                return true;
            },
            cancel);
        var scanned = rows.Count;
        if (scanned <= wanted)
            return new ListStretch(rows, range.To, IsAll: true, scanned);
        var next = rows[^1].Place;
        rows.RemoveAt(wanted);
        return rows[^1].Place == next ? null : new ListStretch(rows, rows[^1].Place, IsAll: false, scanned);
    }

    async ValueTask<ListHeads> ReadManyAsync(IReadOnlyList<long> terms, ListRange range, int each, CancellationToken cancel)
    {
        var heads = new ListHeads(terms.Count, each);
        await session.ReadAsync(
            statements.FirstOfLists!, [new SqlValue(terms), range.From.ToArray(), range.To.ToArray(), each], heads,
            static (heads, row) =>
            {
                var posting = new Posting(ListPlace.Read(row.Bytes(1)), row.Number(2), new PostingAbout(row.Number(3)));
                heads.Add((int)row.Number(0), posting);
                return true;
            },
            cancel);
        return heads;
    }
}
