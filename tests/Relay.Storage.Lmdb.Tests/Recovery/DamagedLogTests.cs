using System.Text;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Files;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The log is the truth: if something is wrong with it, an operator is told in one line what to do.</summary>
public sealed class DamagedLogTests
{
    [Theory]
    [InlineData("a few bytes")]
    [InlineData("two meta pages")]
    [InlineData("half of it")]
    [InlineData("garbage")]
    public async Task A_damaged_log_is_not_opened_and_the_line_says_so(string left)
    {
        await using var test = TemporaryStore.Open();
        var notes = Unsigned.Many(400, i => Unsigned.Note(Unsigned.Key("a"), test.Time.Now, $"{i}{new string('x', 9000)}"));
        await test.PlaceAsync(Placement.Index, notes);
        await test.CloseAsync();
        var length = new FileInfo(LogFile.PathOf(test.Path)).Length;
        using (var file = new FileStream(LogFile.PathOf(test.Path), FileMode.Open))
        {
            file.Write(left == "garbage" ? new byte[length] : []);
            file.SetLength(left switch
            {
                "a few bytes" => 100,
                "two meta pages" => 2 * 4096,
                "half of it" => length / 2 / 4096 * 4096,
                _ => length,
            });
        }

        foreach (var open in new Action[] { test.Open, () => StoreReader.Open(test.Path).Dispose() })
        {
            var error = Assert.Throws<StoreException>(open);
            Assert.StartsWith($"The log of the store in {test.Path} is damaged: ", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(" Restore it from a backup.", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public async Task A_log_of_a_newer_schema_is_left_alone()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Tail, Unsigned.Note(Unsigned.Key("a"), test.Time.Now));
        await test.CloseAsync();
        SetSchema(test.Path, EventLog.SchemaVersion + 1);
        var before = LogFile.LastTransaction(test.Path);

        var error = Assert.Throws<StoreException>(test.Open);
        Assert.Equal(
            $"The store in {test.Path} has schema version 4; this program knows versions up to 3. Use the newer program.", error.Message);
        Assert.Throws<StoreException>(() => StoreReader.Open(test.Path));
        Assert.Equal(before, LogFile.LastTransaction(test.Path));

        SetSchema(test.Path, EventLog.SchemaVersion);
        test.Open();
        Assert.Single(await test.QueryAsync(new Filter()));
    }

    [Theory]
    [InlineData(0, "has schema version 0, which never existed: it is damaged.")]
    [InlineData(null, "has events but no schema version: it is damaged or not a store of this program.")]
    public async Task A_log_without_a_proper_schema_version_is_left_alone(int? version, string problem)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Tail, Unsigned.Note(Unsigned.Key("a"), test.Time.Now));
        await test.CloseAsync();
        SetSchema(test.Path, version);

        Assert.Equal($"The store in {test.Path} {problem}", Assert.Throws<StoreException>(test.Open).Message);
    }

    [Fact]
    public async Task Opening_in_vain_leaves_nothing_open()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Tail, Unsigned.Note(Unsigned.Key("a"), test.Time.Now));
        await test.CloseAsync();
        SetSchema(test.Path, EventLog.SchemaVersion + 1);
        for (var i = 0; i < 3; i++)
            Assert.Throws<StoreException>(test.Open);
        Assert.Null(await StoreControl.ConnectAsync(test.Path, default));
        SetSchema(test.Path, EventLog.SchemaVersion);
        test.Open();
        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Unsigned.Note(Unsigned.Key("b"), test.Time.Now)))[0].Status);
    }

    [Theory]
    [InlineData("high")]
    [InlineData("vanishing")]
    public async Task A_log_whose_numbers_are_none_is_not_opened_either(string key)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Note(Unsigned.Key("a"), test.Time.Now));
        await test.CloseAsync();
        Change(test.Path, (transaction, meta) => transaction.Put(meta, Encoding.ASCII.GetBytes(key), "x"u8));

        var error = Assert.Throws<StoreException>(test.Open);
        Assert.StartsWith($"The log of the store in {test.Path} is damaged: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<StoreException>(() => ReadAll(test.Path)).Message);
    }

    static void ReadAll(string store)
    {
        using var reader = StoreReader.Open(store);
        reader.Summarize();
        reader.ReadAllAsync(new CollectingSink()).GetAwaiter().GetResult();
    }

    static void SetSchema(string store, long? version) => Change(store, (transaction, meta) =>
    {
        if (version is { } number)
            transaction.Put(meta, "schema"u8, BitConverter.GetBytes(number));
        else
            transaction.Delete(meta, "schema"u8);
    });

    static void Change(string store, Action<LmdbWriteTransaction, LmdbTable> change)
    {
        using var environment = LmdbEnvironment.Open(Path.Combine(store, "log"), new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 });
        var meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
        using var transaction = environment.BeginWrite();
        change(transaction, meta);
        transaction.Commit();
    }
}
