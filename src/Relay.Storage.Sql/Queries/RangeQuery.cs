using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// Reads events in the order of their numbers. The sizes of their records are looked at first: a server sends all that a statement finds,
/// also if nobody wants the rest.
/// </summary>
sealed class RangeQuery(ISqlSession session, SqlStatements statements)
{
    const int MostRows = 1000;

    /// <summary>Reads events with numbers above one up to another, until about <see cref="EventStoreExtensions.BytesAtOnce"/>.</summary>
    public async ValueTask<SequenceRange> RunAsync(long after, long last, CancellationToken cancel)
    {
        var found = new List<(long Sequence, PostingAbout About)>();
        await session.ReadAsync(
            statements.Range, [after, last, MostRows], found,
            static (found, row) =>
            {
                found.Add((row.Number(0), new PostingAbout(row.Number(1))));
                return true;
            },
            cancel);
        var isAll = found.Count < MostRows;
        var numbers = new List<long>(found.Count);
        for (long bytes = 0; numbers.Count < found.Count && bytes < EventStoreExtensions.BytesAtOnce;)
        {
            bytes += found[numbers.Count].About.MostBytes;
            numbers.Add(found[numbers.Count].Sequence);
        }
        if (numbers.Count == 0)
            return new SequenceRange([], last);
        isAll &= numbers.Count == found.Count;
        var rows = new CommittedEvent?[numbers.Count];
        await session.ReadAsync(
            statements.Records, [new SqlValue(numbers)], (rows, numbers),
            static (reading, row) =>
            {
                var i = (int)row.Number(0);
                reading.rows[i] = new CommittedEvent(reading.numbers[i], new NostrEvent(new EventView(row.Bytes(1))));
                return true;
            },
            cancel);
        // What is missing was removed meanwhile.
        return new SequenceRange([.. rows.OfType<CommittedEvent>()], isAll ? last : numbers[^1]);
    }
}
