using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>Finds the events that a filter names by their ids.</summary>
sealed class IdQuery(ISqlSession session, SqlStatements statements, QueryPage page, ListRange range)
{
    /// <summary>Looks all ids up, and reads as many of their events as the page takes.</summary>
    public async ValueTask<EnginePage> RunAsync(FilterSet<Bytes32> ids, RecordReader records, CancellationToken cancel)
    {
        var found = new List<Posting>();
        await session.ReadAsync(
            statements.PlacesOfIds, [new SqlValue(Prefixes(ids))], found,
            static (found, row) =>
            {
                found.Add(new Posting(
                    new ListPlace(row.Number(2), (ulong)row.Number(1)), row.Number(0), new PostingAbout(row.Number(3))));
                return true;
            },
            cancel);
        page.Scanned += ids.Count;
        found.RemoveAll(posting => posting.Place.CompareTo(range.From) < 0 || posting.Place.CompareTo(range.To) > 0
            || posting.Sequence > page.Query.MaxSequence);
        found.Sort();
        await records.ReadAsync(found, cancel);
        return page.IsFull ? page.EndAtLast() : page.EndAt(null);
    }

    /// <summary>The beginnings of ids, each once.</summary>
    public static List<long> Prefixes(IReadOnlyCollection<Bytes32> ids)
    {
        var prefixes = new HashSet<long>(ids.Count);
        foreach (var id in ids)
            prefixes.Add((long)id.Prefix);
        return [.. prefixes];
    }
}
