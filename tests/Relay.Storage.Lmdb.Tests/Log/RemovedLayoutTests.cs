using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A log of version 2, which moved the records of removed events to the table of their numbers.</summary>
public sealed class RemovedLayoutTests
{
    static readonly Bytes32 Author = Unsigned.Key("a");

    [Fact]
    public async Task A_log_of_version_2_is_brought_up()
    {
        await using var test = TemporaryStore.Open();
        var (kept, deleted, older) = (Unsigned.Note(Author, 1000, "kept"), Unsigned.Note(Author, 1001, "deleted"), Unsigned.Note(
            Author, 1002, "old"));
        await test.BackfillAsync(older);
        await test.AdmitAsync(kept, deleted);
        await test.Store.IndexAsync();
        await test.AdmitAsync(Unsigned.Deletion(Author, 1003, deleted, older));
        var expected = await test.IdsAsync(new Filter());
        await test.CloseAsync();
        Assert.Equal(2, MakeVersion2(test.Path));

        test.Open();
        Assert.Equal(expected, await test.IdsAsync(new Filter()));
        Assert.Equal(2, test.Store.Tail.RemovedCount);
        await test.CheckAsync();
        await test.Store.IndexAsync();
        await test.CheckAsync();
        await test.CloseAsync();
        using var reader = StoreReader.Open(test.Path);
        Assert.Equal(EventLog.SchemaVersion, reader.Summarize().SchemaVersion);
        Assert.Equal(0, reader.Summarize().RemovedEvents);
        Assert.Equal(expected.Count, reader.Summarize().Events);
    }

    static int MakeVersion2(string store)
    {
        using var environment = LmdbEnvironment.Open(Path.Combine(store, "log"), new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 });
        var meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
        var events = environment.OpenTable(LmdbTableSchema.IntegerRows("events"));
        var history = environment.OpenTable(LmdbTableSchema.IntegerRows("history"));
        var removed = environment.OpenTable(LmdbTableSchema.IntegerRows("removed"));
        var moved = 0;
        using var transaction = environment.BeginWrite();
        for (ulong next = 0; transaction.TryFirstAtLeast(removed, next, out var number, out _); next = number + 1)
        {
            var isHistory = number < 1UL << 38;
            transaction.Delete(removed, number);
            if (transaction.Move(isHistory ? history : events, isHistory ? (1UL << 38) - 1 - number : number, removed, number))
                moved++;
        }
        transaction.Put(meta, "schema"u8, BitConverter.GetBytes(2L));
        transaction.Commit();
        return moved;
    }
}
