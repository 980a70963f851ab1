using Relay.Nostr;
using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>Compares the tables of a closed store: every event is in exactly its lists.</summary>
static class FileCheck
{
    public static void AssertConsistent(string file)
    {
        using var connection = SqliteFile.OpenToRead(file);
        Assert.Equal("ok"u8.ToArray(), connection.ReadAll("PRAGMA integrity_check")[0]);
        var terms = new ListTerms(SqliteFile.KeyOf(connection));
        var expected = new HashSet<(long, ListPlace, long, long)>();
        using (var events = connection.Prepare("SELECT seq, id8, created_at, about, record FROM events", 0))
        {
            var lists = new List<long>();
            while (events.Step())
            {
                var e = new EventView(events.Bytes(4));
                var about = PostingAbout.Of(e, terms.Author(e.PublicKey));
                Assert.Equal(
                    ((long)e.Id.Prefix, e.CreatedAt, about.Value), (events.Number(1), events.Number(2), events.Number(3)));
                terms.Collect(e, lists);
                foreach (var list in lists)
                    expected.Add((list, ListPlace.Of(e), events.Number(0), about.Value));
            }
        }
        using var postings = connection.Prepare("SELECT term, place, seq, about FROM postings", 0);
        while (postings.Step())
        {
            var row = (postings.Number(0), ListPlace.Read(postings.Bytes(1)), postings.Number(2), postings.Number(3));
            if (!expected.Remove(row))
                Assert.Fail($"the row {row} belongs to no event");
        }
        Assert.Empty(expected);
    }
}
