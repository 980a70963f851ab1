using LightningDB;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A store that cannot go on reports that once, answers everybody, and leaves the rest to its host.</summary>
public sealed class BrokenStoreTests
{
    const string Answer = "error: the store is broken; the relay is ending";

    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    [InlineData(LmdbSync.EveryCommit)]
    [InlineData(LmdbSync.Interval)]
    public async Task A_panic_of_the_log_breaks_the_store_with_one_critical_line(LmdbSync sync)
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(sync: sync, logger: lines);
        await test.PlaceAsync(Placement.Tail, Unsigned.Note(Author, test.Time.Now));
        var faults = CommitFaults.InLog(test, MDBResultCode.Panic);
        faults.Begin(1);

        await test.Store.StoreEventAsync(Unsigned.Note(Author, test.Time.Now, "first"), default).AsTask().Within("the answer");
        await test.Store.Broken.Within("the end of the store");
        await AssertBrokenAsync(test, "the disk failed at a commit");
        Assert.Single(lines.All, static line => line.StartsWith("Critical: The store is broken", StringComparison.Ordinal));
        Assert.Equal(
            sync == LmdbSync.Interval ? 2 : 1, lines.All.Count(static line => !line.StartsWith("Debug", StringComparison.Ordinal)));
        Assert.Equal(1, faults.Failed);

        await test.ReopenAsync();
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        Assert.Equal(1, await test.CountAsync(new Filter()));
    }

    [Fact]
    public async Task A_panic_of_the_index_breaks_the_store()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        var note = Unsigned.Note(Author, test.Time.Now);
        await test.PlaceAsync(Placement.Tail, note);
        CommitFaults.InIndex(test, MDBResultCode.Panic).Begin(1);

        await test.Store.IndexAsync();
        await AssertBrokenAsync(test, "the disk failed at a commit");
        await test.Store.IndexAsync();
        Assert.Single(lines.All, static line => line.StartsWith("Critical", StringComparison.Ordinal));

        await test.ReopenAsync();
        Assert.Equal([note.Id], await test.IdsAsync(new Filter()));
        await test.CheckAsync();
    }

    [Fact]
    public async Task A_commit_that_cannot_be_published_breaks_the_store_and_is_there_after_a_start()
    {
        var fails = false;
        var lines = new LogLines();
        var bounds = TemporaryStore.SmallBounds with { Publishing = () => Assert.False(Volatile.Read(ref fails)) };
        await using var test = TemporaryStore.Open(bounds: bounds, logger: lines);
        Volatile.Write(ref fails, true);
        var note = Unsigned.Note(Author, test.Time.Now);

        Assert.Equal(Answer, (await test.Store.StoreEventAsync(note, default).AsTask().Within("the answer")).Message);
        await AssertBrokenAsync(test, "what was committed could not be made visible");
        Assert.Single(lines.All);

        Volatile.Write(ref fails, false);
        await test.ReopenAsync();
        Assert.Equal([note.Id], await test.IdsAsync(new Filter()));
    }

    [Fact]
    public async Task A_listener_that_throws_breaks_the_store_instead_of_the_process()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        test.Commits.Intercept = static _ => throw new InvalidOperationException("listener");

        Assert.Equal(StoreStatus.Stored, (await test.Store.StoreEventAsync(Unsigned.Note(Author, test.Time.Now), default)).Status);
        await test.Store.Broken.Within("the end of the store");
        await AssertBrokenAsync(test, "what was committed could not be announced");
    }

    [Fact]
    public async Task Nobody_waits_for_a_commit_of_a_broken_store()
    {
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval);
        var waiting = test.Store.WaitForCommitAsync(test.Store.LastSequence + 1).AsTask();
        CommitFaults.InLog(test, MDBResultCode.Panic).Begin(1);
        await test.Store.StoreEventAsync(Unsigned.Note(Author, test.Time.Now), default);

        await waiting.Within("the end of the wait");
        await test.Store.WaitForCommitAsync(long.MaxValue).AsTask().Within("the end of a later wait");
    }

    static async Task AssertBrokenAsync(TemporaryStore test, string reason)
    {
        Assert.Equal(new StoreCondition(StoreState.Broken, reason), test.Store.Condition);
        Assert.True(test.Store.Broken.IsCompleted);
        var pending = Enumerable.Range(0, 100).Select(
            i => test.Store.StoreEventAsync(Unsigned.Note(Author, test.Time.Now, $"later {i}"), default).AsTask()).ToArray();
        Assert.All(await Task.WhenAll(pending).Within("the answers"), static result => Assert.Equal(Answer, result.Message));
        var history = await test.Store.BackfillAsync([Unsigned.Note(Author, 1)], default).AsTask().Within("the answer");
        Assert.Equal(Answer, history[0].Message);
        await Assert.ThrowsAsync<StoreBrokenException>(() => test.IdsAsync(new Filter()));
        await Assert.ThrowsAsync<StoreBrokenException>(() => test.CountAsync(new Filter()));
        Assert.Throws<StoreBrokenException>(() => test.Store.Contains(Unsigned.Key("any")));
        Assert.Throws<StoreBrokenException>(() => test.Store.ReadSequence(0, 1));
        // Its maintenance logs nothing more either.
        test.Time.Advance(TimeSpan.FromMinutes(2));
    }
}
