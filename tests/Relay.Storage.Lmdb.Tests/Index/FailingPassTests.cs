using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Indexing passes that fail. The store takes events until too many wait, and tries again less and less often.</summary>
public sealed class FailingPassTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");
    static readonly StoreBounds TenEvents = TemporaryStore.SmallBounds with { MaxTailEvents = 10 };

    [Fact]
    public async Task Passes_that_fail_are_tried_again_after_1_2_4_and_at_most_60_seconds()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        await test.PlaceAsync(Placement.Tail, Note(test, 0));
        var faults = CommitFaults.InIndex(test, SystemErrors.CodeOf(SystemError.DiskFull));
        faults.Begin();
        await test.Store.IndexAsync();
        Assert.Equal(1, faults.Failed);

        var passes = 1;
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            await StepAsync(test, seconds - 1);
            Assert.Equal(passes, faults.Failed);
            await StepAsync(test, 1);
            await Eventually.HoldsAsync(() => faults.Failed == passes + 1, $"the pass after {seconds} s");
            passes++;
        }
        Assert.Equal(
            new StoreCondition(StoreState.NoEarlyAnswers, "the index cannot be written: the disk is full"), test.Store.Condition);
        Assert.Single(lines.All, static line => line.StartsWith("Error", StringComparison.Ordinal));

        faults.End();
        await StepAsync(test, 60);
        await Eventually.HoldsAsync(() => test.Store.Condition.State == StoreState.Healthy, "the recovery");
        Assert.Equal(0, test.Store.Tail.Events);
        await test.CheckAsync();
    }

    [Fact]
    public async Task Commits_start_no_pass_while_passes_fail_and_events_are_refused_when_too_many_wait()
    {
        await using var test = TemporaryStore.Open(bounds: TenEvents);
        var faults = CommitFaults.InIndex(test, SystemErrors.CodeOf(SystemError.DiskFull));
        faults.Begin();
        for (var i = 0; i <= TenEvents.MaxTailEvents; i++)
            Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Note(test, i)))[0].Status);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("error: the index cannot be written", (await test.AdmitAsync(Note(test, 100 + i)))[0].Message);
            var history = await test.Store.BackfillAsync([Note(test, 200 + i)], default).AsTask().Within("the answer");
            Assert.Equal("error: the index cannot be written", history[0].Message);
        }
        Assert.Equal(1, faults.Failed);
        Assert.Equal(TenEvents.MaxTailEvents + 1, await test.CountAsync(new Filter()));

        faults.End();
        await StepAsync(test, 1);
        await Eventually.HoldsAsync(() => test.Store.Tail.Events == 0, "the pass");
        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Note(test, 300)))[0].Status);
    }

    [Fact]
    public async Task Events_with_many_entries_are_refused_when_too_many_entries_wait()
    {
        await using var test = TemporaryStore.Open(bounds: TenEvents);
        CommitFaults.InIndex(test, SystemErrors.CodeOf(SystemError.DiskFull)).Begin();
        NostrEvent Tagged(int i) => Unsigned.Note(
            Author, test.Time.Now, $"{i}", [.. Enumerable.Range(0, 60).Select(tag => new[] { "t", $"{i} {tag}" })]);

        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Tagged(0)))[0].Status);
        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Tagged(1)))[0].Status);
        Assert.Equal("error: the index cannot be written", (await test.AdmitAsync(Tagged(2)))[0].Message);
    }

    /// <summary>Lets seconds pass one by one, and waits for the work that each tick began.</summary>
    static async Task StepAsync(TemporaryStore test, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            test.Time.Advance(TimeSpan.FromSeconds(1));
            await test.Store.MaintainedAsync().Within("the tick");
        }
    }

    static NostrEvent Note(TemporaryStore test, int i) => Unsigned.Note(Author, test.Time.Now, $"note {i:000}");
}
