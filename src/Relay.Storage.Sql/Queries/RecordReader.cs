using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>Reads the records of postings and gives them to a page in the order of results.</summary>
sealed class RecordReader(ISqlSession session, SqlStatements statements, QueryPage page)
{
    /// <summary>The most records that are read by one statement.</summary>
    const int MostAtOnce = 512;

    /// <summary>The least records that are read by one statement where few match.</summary>
    const int LeastAtOnce = 64;

    /// <summary>
    /// Reads until the page is full or all are read. The postings are in order, and complete among those that share a place.
    /// </summary>
    public async ValueTask ReadAsync(List<Posting> postings, CancellationToken cancel)
    {
        for (var start = 0; start < postings.Count && !page.IsFull;)
        {
            var end = EndOf(postings, start, page.MostMatch ? page.Wanted : Math.Max(page.Wanted, LeastAtOnce));
            await ReadSomeAsync(start == 0 && end == postings.Count ? postings : postings[start..end], cancel);
            start = end;
        }
    }

    ValueTask ReadSomeAsync(List<Posting> postings, CancellationToken cancel)
    {
        var numbers = new long[postings.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = postings[i].Sequence;
        var line = new RecordLine(page, postings);
        var reading = session.ReadAsync(
            statements.Records, [new SqlValue(numbers)], line,
            static (line, row) => line.Add((int)row.Number(0), new EventView(row.Bytes(1))), cancel);
        if (!reading.IsCompletedSuccessfully)
            return FinishAsync(reading, line);
        line.Finish();
        return default;
    }

    static async ValueTask FinishAsync(ValueTask reading, RecordLine line)
    {
        await reading;
        line.Finish();
    }

    /// <summary>How many to read at once: by number and by bytes, and all that share the last one's place.</summary>
    int EndOf(List<Posting> postings, int start, int wanted)
    {
        var end = start;
        for (long bytes = 0; end < postings.Count && end - start < Math.Min(wanted, MostAtOnce); end++)
        {
            bytes += postings[end].About.MostBytes;
            if (end > start && bytes > page.Query.MostBytes)
                break;
        }
        while (end < postings.Count && postings[end].Place == postings[end - 1].Place)
            end++;
        return end;
    }
}
