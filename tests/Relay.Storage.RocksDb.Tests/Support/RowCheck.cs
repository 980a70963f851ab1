using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>Compares the records of a closed store with its lists and ids: each must have what the records ask for, and no more.</summary>
static class RowCheck
{
    public static void AssertConsistent(RocksDbStoreOptions options)
    {
        var db = RocksDatabase.Open(Path.Combine(options.Path, "rocksdb"), options.RocksDb);
        try
        {
            var hasher = StoreFormat.Load(db, options.Path);
            using var session = db.OpenSession();
            HashSet<string> postings = [], ids = [];
            foreach (var (key, value) in All(session, RocksFamily.Events))
                Expect(new EventView(value), SequenceKey.Read(key), hasher, postings, ids);
            Assert.Equal(ids.Order(StringComparer.Ordinal), KeysOf(session, RocksFamily.Ids));
            Assert.Equal(postings.Order(StringComparer.Ordinal), KeysOf(session, RocksFamily.Postings));
        }
        finally
        {
            db.Close();
        }
    }

    static void Expect(EventView e, long sequence, TermHasher hasher, HashSet<string> postings, HashSet<string> ids)
    {
        var id = new byte[NumberedKey.Size];
        new NumberedKey(e.Id.Prefix, sequence).Write(id);
        Assert.True(ids.Add(Convert.ToHexString(id)));
        var terms = new TermList();
        EventTerms.CollectStored(e, hasher, terms);
        var key = new byte[ListKey.Size];
        ListKey.WritePosting(Posting.Of(e, sequence), key);
        foreach (var term in terms.Span)
        {
            ListKey.WritePrefix(term, key);
            postings.Add(Convert.ToHexString(key));
        }
    }

    static IEnumerable<string> KeysOf(ReadSession session, RocksFamily family) =>
        All(session, family).Select(row => Convert.ToHexString(row.Key));

    static List<(byte[] Key, byte[] Value)> All(ReadSession session, RocksFamily family)
    {
        var rows = new List<(byte[], byte[])>();
        var iterator = session.Iterate(family);
        for (var any = iterator.Seek([0]); any; any = iterator.MoveNext())
            rows.Add((iterator.Key.ToArray(), iterator.Value.ToArray()));
        return rows;
    }
}
