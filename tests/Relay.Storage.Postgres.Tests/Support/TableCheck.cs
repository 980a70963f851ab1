using Npgsql;
using Relay.Nostr;
using Relay.Storage.Sql;

namespace Relay.Storage.Postgres.Tests;

/// <summary>Compares the tables of a store: every event is in exactly its lists.</summary>
static class TableCheck
{
    public static async Task AssertConsistentAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        // Both tables at one moment.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var meta = new NpgsqlCommand(@"SELECT value FROM meta WHERE name = '\x01'", connection);
        var terms = new ListTerms((byte[])(await meta.ExecuteScalarAsync())!);
        var expected = new HashSet<(long, ListPlace, long, long)>();
        await using (var command = new NpgsqlCommand("SELECT seq, id8, created_at, about, record FROM events", connection))
        await using (var events = await command.ExecuteReaderAsync())
        {
            var lists = new List<long>();
            while (await events.ReadAsync())
                Add(events, terms, lists, expected);
        }
        await using var rest = new NpgsqlCommand("SELECT term, place, seq, about FROM postings", connection);
        await using var postings = await rest.ExecuteReaderAsync();
        while (await postings.ReadAsync())
        {
            var row = (postings.GetInt64(0), ListPlace.Read((byte[])postings[1]), postings.GetInt64(2), postings.GetInt64(3));
            if (!expected.Remove(row))
                Assert.Fail($"the row {row} belongs to no event");
        }
        Assert.Empty(expected);
    }

    static void Add(NpgsqlDataReader row, ListTerms terms, List<long> lists, HashSet<(long, ListPlace, long, long)> expected)
    {
        var e = new EventView((byte[])row[4]);
        var about = PostingAbout.Of(e, terms.Author(e.PublicKey));
        Assert.Equal(((long)e.Id.Prefix, e.CreatedAt, about.Value), (row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
        terms.Collect(e, lists);
        foreach (var list in lists)
            expected.Add((list, ListPlace.Of(e), row.GetInt64(0), about.Value));
    }
}
