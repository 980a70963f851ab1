using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The index is derived: if anything is wrong with it, it is rebuilt when the store is opened.</summary>
public sealed class DamagedIndexTests
{
    static readonly Bytes32[] Authors = [Unsigned.Key("a"), Unsigned.Key("b")];

    static readonly Dictionary<string, Action<string>> Damages = new(StringComparer.Ordinal)
    {
        ["no folder"] = index => Directory.Delete(index, recursive: true),
        ["no file"] = index => File.Delete(DataOf(index)),
        ["an empty file"] = index => Truncate(index, 0),
        ["a file of a few bytes"] = index => Truncate(index, 100),
        ["a file without its second meta page"] = index => Truncate(index, 4096),
        ["a file of two meta pages"] = index => Truncate(index, 2 * 4096),
        ["half a file"] = index => Truncate(index, new FileInfo(DataOf(index)).Length / 2 / 4096 * 4096),
        ["a file without its last page"] = index => Truncate(index, new FileInfo(DataOf(index)).Length - 4096),
        ["a file of garbage"] = index => Overwrite(index, (int)new FileInfo(DataOf(index)).Length),
        ["garbage for meta pages"] = index => Overwrite(index, 2 * 4096),
        ["another layout version"] = index => Change(index, "layout"u8.ToArray(), 77),
        ["no layout version"] = index => Change(index, "layout"u8.ToArray(), null),
        ["another log's id"] = index => Change(index, "log"u8.ToArray(), 77),
        ["no hash key"] = index => Change(index, "hash"u8.ToArray(), null),
        ["a higher watermark than the log's"] = index => Change(index, "high"u8.ToArray(), Sequences.Middle + 1_000_000),
        ["a lower watermark than the log's"] = index => Change(index, "low"u8.ToArray(), 1),
        ["a table of another kind"] = ReplaceTable,
    };

    public static TheoryData<string> Names => [.. Damages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_rebuilt_when_there_is(string damage)
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        var expected = await FillAsync(test);
        await test.CloseAsync();
        Damages[damage](Path.Combine(test.Path, "index"));

        test.Open();
        Assert.Contains(lines.All, line => line.StartsWith("Warning: The index is rebuilt from the log: ", StringComparison.Ordinal));
        await AssertWholeAsync(test, expected);
        await test.CheckAsync();
        await AssertWholeAsync(test, expected);
    }

    [Fact]
    public async Task A_sound_index_is_not_rebuilt()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        var expected = await FillAsync(test);
        await test.ReopenAsync();
        await AssertWholeAsync(test, expected);
        await test.CheckAsync();
        await test.ReopenAsync();

        Assert.DoesNotContain(lines.All, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_index_that_lost_most_of_its_entries_is_sound()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        for (var round = 0; round < 5; round++)
        {
            // Removing many entries in one pass leaves pages at the end of the file that were taken and never written.
            var key = Unsigned.Key($"{round}");
            var notes = Unsigned.Many(700, i => Unsigned.Note(key, test.Time.Now - i % 9, $"{i}", ["t", $"{key} {i}"]));
            await test.PlaceAsync(Placement.Index, notes);
            await test.AdmitAsync(Unsigned.Vanish(key, test.Time.Now));
            await test.Commits.UntilAsync(() => test.Commits.Removed.Count >= 700, "the erasure");
            await test.CheckAsync();
        }

        Assert.DoesNotContain(lines.All, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_beside_nobody_says_that_the_index_cannot_be_used()
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        await test.CloseAsync();
        Damages["a file of garbage"](Path.Combine(test.Path, "index"));
        using var reader = StoreReader.Open(test.Path);

        Assert.Equal(["there is no usable index; it is rebuilt when the relay starts"], reader.Check().Differences);
        Assert.Equal(0, reader.Summarize().Postings);
    }

    [Fact]
    public async Task Checking_notices_what_is_missing_and_what_is_too_much()
    {
        await using var test = TemporaryStore.Open();
        await FillAsync(test);
        await test.CheckAsync();
        await test.CloseAsync();
        Edit(test.Path, static (index, transaction) =>
        {
            Span<byte> key = stackalloc byte[Term.MaxLength];
            transaction.DeleteList(index.Postings, key[..Term.Kind(Kind.Metadata).WriteTo(key)]);
            transaction.AddToList(index.Ids, PostingIndex.OneList, new byte[NumberedKey.Size]);
        });
        using var reader = StoreReader.Open(test.Path);

        Assert.Equal(["2 entries are missing from the index", "1 entries of the index belong to no event"], reader.Check().Differences);
    }

    /// <summary>Enough events that the index has some hundred pages. Some are removed, some unindexed, some history.</summary>
    static async Task<List<Bytes32>> FillAsync(TemporaryStore test)
    {
        var now = test.Time.Now;
        var notes = Unsigned.Many(
            1500, i => Unsigned.Note(Authors[i % 2], now - i % 100, $"{i}", ["t", $"{i % 9}"], ["p", Authors[0].ToString()]));
        await test.PlaceAsync(Placement.Index, notes);
        await test.AdmitAsync(Unsigned.Event(Authors[0], Kind.Metadata, now), Unsigned.Event(Authors[1], Kind.Metadata, now));
        await test.BackfillAsync(Unsigned.Many(500, i => Unsigned.Note(Authors[i % 2], now - 1000 - i, $"old {i}", ["t", $"{i % 9}"])));
        await test.AdmitAsync(Unsigned.Deletion(Authors[0], now, notes[0], notes[2]));
        await test.Store.IndexAsync();
        await test.AdmitAsync(Unsigned.Deletion(Authors[0], now, notes[4]), Unsigned.Note(Authors[1], now, "last"));
        return [.. await test.IdsAsync(new Filter())];
    }

    static async Task AssertWholeAsync(TemporaryStore test, List<Bytes32> expected)
    {
        Assert.Equal(2002, expected.Count);
        Assert.Equal(expected, await test.IdsAsync(new Filter()));
        Assert.Equal(expected.ToHashSet(), (await test.IdsAsync(new Filter { Authors = [.. Authors] })).ToHashSet());
        Assert.Equal(1998, await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        var tagged = await test.CountAsync(new Filter { Tags = [new TagFilter('t', [new TagValue("4")])] });
        Assert.Equal((await test.QueryAsync(new Filter())).Count(e => e.Tags.TryGetFirst("t"u8, out var t) && t.Is("4"u8)), tagged);
        Assert.All(expected.Take(50), id => Assert.True(test.Store.Contains(id)));
    }

    static string DataOf(string index) => Path.Combine(index, "data.mdb");

    static void Truncate(string index, long length)
    {
        using var file = new FileStream(DataOf(index), FileMode.Open);
        Assert.True(file.Length > length);
        file.SetLength(length);
    }

    static void Overwrite(string index, int length)
    {
        var garbage = new byte[length];
        new Random(1).NextBytes(garbage);
        using var file = new FileStream(DataOf(index), FileMode.Open);
        file.Write(garbage);
    }

    static void Change(string index, byte[] key, long? value) => Edit(Path.GetDirectoryName(index)!, (opened, transaction) =>
    {
        if (value is { } number)
            transaction.Put(opened.Meta, key, BitConverter.GetBytes(number));
        else
            Assert.True(transaction.Delete(opened.Meta, key));
    });

    static void Edit(string store, Action<PostingIndex, LmdbWriteTransaction> change)
    {
        using var log = EventLog.Open(Path.Combine(store, "log"), 1L << 30);
        using var index = PostingIndex.Open(Path.Combine(store, "index"), 1L << 30, log, out var reason);
        Assert.Null(reason);
        using var transaction = index.Environment.BeginWrite();
        change(index, transaction);
        transaction.Commit();
    }

    static void ReplaceTable(string index)
    {
        Directory.Delete(index, recursive: true);
        using var environment = LmdbEnvironment.Open(index, new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 });
        environment.OpenTable(LmdbTableSchema.IntegerRows("postings"));
    }
}
