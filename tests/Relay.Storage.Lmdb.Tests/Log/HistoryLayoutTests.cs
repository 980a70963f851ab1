using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// History is appended block after block, so that its pages are full. Also a log of version 1, which stored it elsewhere.
/// </summary>
public sealed class HistoryLayoutTests
{
    const int Blocks = 40, BlockEvents = 100;

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task Pages_of_history_are_full(int liveEvents)
    {
        await using var test = TemporaryStore.Open();
        await AddAsync(test, liveEvents);
        await test.CloseAsync();

        using var reader = StoreReader.Open(test.Path);
        var summary = reader.Summarize();
        Assert.Equal(Blocks * BlockEvents + liveEvents, summary.Events);
        const int RowOverhead = 8 + 8 + 2;
        // The rest is pages of the trees above, and pages free for the next commit.
        Assert.InRange(summary.Events * (Note(0).Record.Length + RowOverhead) / (double)summary.LogBytes, 0.85, 1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 500)]
    [InlineData(Blocks, 0)]
    [InlineData(Blocks, 500)]
    public async Task A_log_of_version_1_is_brought_up(int blocks, int liveEvents)
    {
        await using var test = TemporaryStore.Open();
        await AddAsync(test, liveEvents, blocks);
        await test.Store.IndexAsync();
        var expected = await test.IdsAsync(new Filter());
        await test.CloseAsync();
        MakeVersion1(test.Path);

        test.Open();
        Assert.Equal(expected, await test.IdsAsync(new Filter()));
        await test.CheckAsync();
        await test.BackfillAsync(Note(-1));
        await test.CloseAsync();
        using var reader = StoreReader.Open(test.Path);
        Assert.Equal(EventLog.SchemaVersion, reader.Summarize().SchemaVersion);
        Assert.Equal(blocks * BlockEvents + liveEvents + 1, reader.Summarize().Events);
    }

    [Fact]
    public async Task A_command_that_only_reads_leaves_a_log_of_version_1_alone()
    {
        await using var test = TemporaryStore.Open();
        await test.CloseAsync();
        Directory.Delete(test.Path, recursive: true);
        var log = Path.Combine(test.Path, "log");
        Directory.CreateDirectory(log);
        using (var environment = LmdbEnvironment.Open(log, new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 }))
        {
            var meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
            using var transaction = environment.BeginWrite();
            transaction.Put(meta, "schema"u8, BitConverter.GetBytes(1L));
            transaction.Commit();
        }

        var error = Assert.Throws<StoreException>(() => StoreReader.Open(test.Path).Dispose());
        Assert.Equal($"The store in {test.Path} has schema version 1; this program reads version 3.", error.Message);
        test.Open();
        Assert.Equal(0, await test.CountAsync(new Filter()));
    }

    static async Task AddAsync(TemporaryStore test, int liveEvents, int blocks = Blocks)
    {
        for (var i = 0; i < liveEvents; i++)
            await test.AdmitAsync(Note(Blocks * BlockEvents + i));
        for (var block = 0; block < blocks; block++)
            await test.BackfillAsync([.. Enumerable.Range(block * BlockEvents, BlockEvents).Select(Note)]);
    }

    // Records of one size, eleven to a page of 4 KiB.
    static NostrEvent Note(int number) => Unsigned.Note(Unsigned.Key("a"), FakeTime.Start - 10_000 - number, $"{number:D190}");

    static void MakeVersion1(string store)
    {
        using var environment = LmdbEnvironment.Open(Path.Combine(store, "log"), new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 });
        var meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
        var events = environment.OpenTable(LmdbTableSchema.IntegerRows("events"));
        var history = environment.OpenTable(LmdbTableSchema.IntegerRows("history"));
        using var transaction = environment.BeginWrite();
        for (ulong key = 0; transaction.Move(history, key, events, (1UL << 38) - 1 - key); key++)
        {
        }
        transaction.Put(meta, "schema"u8, BitConverter.GetBytes(1L));
        transaction.Commit();
    }
}
