using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// One of the two files is restored from a copy. An index that has entries the log never had, or has forgotten, is rebuilt: the numbers
/// alone would look right.
/// </summary>
public sealed class RestoredCopyTests
{
    static readonly Bytes32 Alice = Unsigned.Key("alice");
    static readonly Bytes32 Bob = Unsigned.Key("bob");

    [Fact]
    public async Task A_log_put_back_beside_a_newer_index_is_indexed_anew()
    {
        var lines = new LogLines();
        await using var test = await OpenFilledAsync(lines);
        await test.CloseAsync();
        Copy(test.Path, "log", "old");

        test.Open();
        await VanishAsync(test, Alice);
        await test.Store.IndexAsync();
        await test.CloseAsync();
        PutBack(test.Path, "old", "log");

        test.Open();
        AssertRebuilt(lines, 1);
        await AssertSoundAsync(test);
    }

    [Fact]
    public async Task A_log_that_grew_past_the_index_after_it_was_put_back_is_indexed_anew()
    {
        var lines = new LogLines();
        await using var test = await OpenFilledAsync(lines);
        await test.CloseAsync();
        Copy(test.Path, "log", "old");

        test.Open();
        await VanishAsync(test, Alice);
        await test.Store.IndexAsync();
        await test.CloseAsync();
        Copy(test.Path, "index", "new");
        PutBack(test.Path, "old", "log");
        test.Open();
        await test.PlaceAsync(Placement.Index, Notes(Bob, 500, "other"));
        await test.CloseAsync();
        PutBack(test.Path, "new", "index");

        test.Open();
        AssertRebuilt(lines, 2);
        await AssertSoundAsync(test);
    }

    [Fact]
    public async Task A_log_put_back_within_one_opening_is_indexed_anew()
    {
        var lines = new LogLines();
        await using var test = await OpenFilledAsync(lines);
        Copy(test.Path, "log", "old");
        await test.PlaceAsync(Placement.Index, Notes(Bob, 5, "later"));
        await test.CloseAsync();
        PutBack(test.Path, "old", "log");

        test.Open();
        AssertRebuilt(lines, 1);
        await AssertSoundAsync(test);
    }

    [Fact]
    public async Task An_index_put_back_is_used_where_the_log_has_forgotten_nothing()
    {
        var lines = new LogLines();
        await using var test = await OpenFilledAsync(lines);
        await test.CloseAsync();
        Copy(test.Path, "index", "old");

        test.Open();
        await test.PlaceAsync(Placement.Index, Notes(Bob, 500, "later"));
        await test.CloseAsync();
        PutBack(test.Path, "old", "index");

        test.Open();
        AssertRebuilt(lines, 0);
        await AssertSoundAsync(test);
    }

    [Fact]
    public async Task An_index_put_back_beside_a_log_that_has_forgotten_events_is_made_anew()
    {
        var lines = new LogLines();
        await using var test = await OpenFilledAsync(lines);
        await test.CloseAsync();
        Copy(test.Path, "index", "old");

        test.Open();
        await VanishAsync(test, Alice);
        await test.Store.IndexAsync();
        // The events that the pass took out are forgotten with the writer's next commit.
        await test.PlaceAsync(Placement.Index, Notes(Bob, 1, "last"));
        await test.CloseAsync();
        PutBack(test.Path, "old", "index");

        test.Open();
        AssertRebuilt(lines, 1);
        await AssertSoundAsync(test);
        Assert.Empty(await test.QueryAsync(new Filter { Authors = [Alice], Kinds = [Kind.TextNote] }));
    }

    [Fact]
    public async Task An_index_put_back_from_before_a_pass_without_a_commit_is_made_anew()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        await test.PlaceAsync(Placement.Index, Unsigned.Event(Alice, 0, 1_000, "first"));
        await test.PlaceAsync(Placement.Index, Unsigned.Event(Alice, 0, 1_001, "second"));
        Assert.Equal(1, test.Store.Tail.RemovedCount);
        Copy(test.Path, "index", "old");
        // The replaced version stayed for one more pass.
        await test.Store.IndexAsync();
        Assert.Equal(0, test.Store.Tail.Unforgotten);
        await test.CloseAsync();
        PutBack(test.Path, "old", "index");

        test.Open();
        AssertRebuilt(lines, 1);
        await AssertSoundAsync(test);
    }

    [Fact]
    public async Task A_store_whose_log_counts_no_commits_yet_is_indexed_once()
    {
        var lines = new LogLines();
        await using var test = await OpenFilledAsync(lines);
        await test.CloseAsync();
        using (var environment = LmdbEnvironment.Open(
            Path.Combine(test.Path, "log"), new LmdbEnvironmentOptions { MapSizeBytes = 1L << 30 }))
        {
            var meta = environment.OpenTable(LmdbTableSchema.Rows("meta"));
            using var transaction = environment.BeginWrite();
            Assert.True(transaction.Delete(meta, "commit"u8) && transaction.Delete(meta, "epochs"u8));
            transaction.Commit();
        }

        test.Open();
        AssertRebuilt(lines, 1);
        await test.ReopenAsync();
        await AssertSoundAsync(test);
        await test.PlaceAsync(Placement.Both, Notes(Bob, 100, "more"));
        await test.ReopenAsync();
        AssertRebuilt(lines, 1);
    }

    static async Task<TemporaryStore> OpenFilledAsync(LogLines lines)
    {
        var test = TemporaryStore.Open(logger: lines);
        await test.PlaceAsync(Placement.Index, [.. Notes(Alice, 300, "a"), .. Notes(Bob, 300, "b")]);
        return test;
    }

    static async Task VanishAsync(TemporaryStore test, Bytes32 key)
    {
        await test.AdmitAsync(Unsigned.Vanish(key, test.Time.Now));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count >= 300, "the erasure");
    }

    static NostrEvent[] Notes(Bytes32 author, int count, string content) =>
        Unsigned.Many(count, i => Unsigned.Note(author, FakeTime.Start - i, $"{content} {i}", ["t", $"{i % 7}"]));

    static void Copy(string store, string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(store, to));
        File.Copy(Path.Combine(store, from, "data.mdb"), Path.Combine(store, to, "data.mdb"));
    }

    static void PutBack(string store, string from, string to) =>
        File.Copy(Path.Combine(store, from, "data.mdb"), Path.Combine(store, to, "data.mdb"), overwrite: true);

    static void AssertRebuilt(LogLines lines, int times) => Assert.Equal(
        times, lines.All.Count(line => line.StartsWith("Warning: The index is rebuilt from the log: ", StringComparison.Ordinal)));

    /// <summary>Queries over the index give the log's events, and index and log agree.</summary>
    static async Task AssertSoundAsync(TemporaryStore test)
    {
        var expected = test.Store.ReadSequence(0, long.MaxValue).Select(e => e.Id).ToHashSet();
        Assert.Equal(expected, (await test.IdsAsync(new Filter())).ToHashSet());
        Assert.Equal(expected.Count, await test.CountAsync(new Filter()));
        await test.CheckAsync();
        Assert.Equal(expected, (await test.IdsAsync(new Filter())).ToHashSet());
    }
}
