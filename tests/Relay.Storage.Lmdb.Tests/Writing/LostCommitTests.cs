using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Events that are answered before their commit: the effect of a failed commit on them and on later ones.</summary>
public sealed class LostCommitTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task What_was_answered_early_is_stored_late_under_its_number()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval, logger: lines);
        var faults = CommitFaults.InLog(test, SystemErrors.CodeOf(SystemError.InputOutput));
        faults.Begin(1);
        var (first, second) = (Unsigned.Note(Author, test.Time.Now, "1"), Unsigned.Note(Author, test.Time.Now, "2"));

        var results = await test.AdmitAsync(first, second, Unsigned.Deletion(Author, test.Time.Now, first));
        Assert.All(results, static result => Assert.Equal(StoreStatus.Stored, result.Status));
        Assert.Equal(1, faults.Failed);
        await test.Commits.UntilAsync(() => test.Commits.Stored.Count == results.Length, "the announcement");
        Assert.Equal([second.Id], await test.IdsAsync(new Filter { Kinds = [Kind.TextNote] }));
        Assert.Equal(results.Select(static result => result.Sequence), test.Commits.Stored.Select(static e => e.Sequence));
        Assert.DoesNotContain(lines.All, static line => line.StartsWith("Critical", StringComparison.Ordinal));
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        await test.CheckAsync();
    }

    [Fact]
    public async Task What_waits_for_the_commit_is_stored_beside_what_was_answered_early()
    {
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval, syncIntervalMilliseconds: 10_000);
        CommitFaults.InLog(test, SystemErrors.CodeOf(SystemError.InputOutput)).Begin(1);
        var live = await test.Store.StoreEventAsync(Note(test, 0), default).AsTask().Within("the early answer");
        var history = await test.Store.BackfillAsync([Note(test, 1)], default).AsTask().Within("the commit");

        Assert.Equal(StoreStatus.Stored, history[0].Status);
        await test.Commits.UntilAsync(() => test.Commits.Stored.Count == 1, "the announcement");
        Assert.Equal([live.Sequence], test.Commits.Stored.Select(static e => e.Sequence));
        Assert.Equal(2, await test.CountAsync(new Filter()));
        await test.CheckAsync();
    }

    [Fact]
    public async Task After_a_lost_commit_nothing_is_answered_before_its_commit_until_one_succeeds()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval, logger: lines);
        var faults = CommitFaults.InLog(test, SystemErrors.CodeOf(SystemError.DiskFull));
        faults.Begin();

        var early = await test.Store.StoreEventAsync(Note(test, 0), default).AsTask().Within("the early answer");
        Assert.True(early.IsAccepted);
        await test.Store.WaitForCommitAsync(early.Sequence).AsTask().Within("the loss");
        for (var i = 1; i < 50; i++)
        {
            var result = await test.Store.StoreEventAsync(Note(test, i), default).AsTask().Within("the answer");
            Assert.Equal("error: the relay's disk is full", result.Message);
        }
        Assert.Equal(new StoreCondition(StoreState.NoEarlyAnswers, "the disk is full"), test.Store.Condition);
        Assert.Equal(0, await test.CountAsync(new Filter()));
        Assert.Equal(
            [
                "Error: Writing fails, so no event is answered before it is committed: the disk is full",
                "Critical: A transaction failed after 1 of its events had been answered with OK; these events are lost",
            ],
            lines.All);

        faults.End();
        var later = await test.Store.StoreEventAsync(Note(test, 50), default).AsTask().Within("the answer");
        Assert.True(later.Sequence > early.Sequence, "a number is used twice");
        Assert.Equal(1, await test.CountAsync(new Filter()));
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        Assert.Equal("Information: The store is healthy again", lines.All.Last());
        Assert.Equal(3, lines.All.Count);
    }

    [Fact]
    public async Task A_failing_disk_is_told_once_and_its_recovery_too()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        var faults = CommitFaults.InLog(test, SystemErrors.CodeOf(SystemError.InputOutput));
        faults.Begin();

        for (var i = 0; i < 20; i++)
            Assert.Equal("error: the disk failed", (await test.AdmitAsync(Note(test, i)))[0].Message);
        Assert.Equal(new StoreCondition(StoreState.NoEarlyAnswers, "the disk failed (input/output error)"), test.Store.Condition);
        faults.End();
        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Note(test, 20)))[0].Status);
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        Assert.Equal(2, lines.All.Count);
    }

    [Fact]
    public async Task Small_events_between_large_ones_that_do_not_fit_are_no_recovery()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(bounds: new StoreBounds { MapBytes = 1 << 20 }, logger: lines);
        var refused = 0;
        for (var i = 0; i < 100 && refused < 5; i++)
        {
            var large = Unsigned.Note(Author, test.Time.Now, $"{i}{new string('x', 60_000)}");
            if ((await test.AdmitAsync(large))[0].Status == StoreStatus.Failed)
                refused++;
            if (refused > 0)
                Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Note(test, i)))[0].Status);
        }

        Assert.Equal(5, refused);
        Assert.Equal(
            "Error: Writing fails, so no event is answered before it is committed: its file is as large as "
            + "Relay:Store:Lmdb:MapSizeGiB allows",
            Assert.Single(lines.All));
        test.Time.Advance(TimeSpan.FromMinutes(1));
        await test.AdmitAsync(Note(test, 1000));
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
    }

    [Fact]
    public async Task While_a_transaction_is_open_no_view_pins_pages()
    {
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval, syncIntervalMilliseconds: 10_000);
        var result = await test.Store.StoreEventAsync(Note(test, 0), default).AsTask().Within("the early answer");
        Assert.True(test.Store.LastSequence < result.Sequence, "the transaction has been committed");

        await Eventually.HoldsAsync(
            () => test.Store.Log.Environment.OpenSnapshots + test.Store.Index.Environment.OpenSnapshots == 0, "the view's end");
        Assert.True(test.Store.LastSequence < result.Sequence, "the transaction has been committed");
    }

    static NostrEvent Note(TemporaryStore test, int i) => Unsigned.Note(Author, test.Time.Now, $"note {i:000}");
}
