using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The writes for an event, by the threads that write. Every commit syncs twice: the pages, then the page that makes them valid. So batches
/// can save only write calls and bytes.
/// </summary>
public sealed class WriteCostTests
{
    const string Calls = "system calls that write", Bytes = "bytes written to disk";

    static readonly Bytes32[] Authors = [.. Enumerable.Range(0, 200).Select(i => Unsigned.Key($"{i}"))];

    int _made;

    [Theory]
    [InlineData(1, 40, "commit 1 event")]
    [InlineData(100, 10, "commit 100 events")]
    [InlineData(1000, 5, "commit 1,000 events")]
    public async Task A_commit_writes_the_events_and_a_few_pages(int events, int commits, string what)
    {
        ThreadWrites.SkipUnlessCounted();
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Tail, Notes(2000));
        var writes = default(ThreadWrites);
        for (var i = 0; i < commits; i++)
            writes += await CommitAsync(test, Notes(events));

        TestContext.Current.TestOutputHelper?.WriteLine($"{writes.Calls} calls, {writes.Bytes} bytes");
        Costs.AssertWithin(Calls, what, (writes.Calls + commits - 1) / commits);
        Costs.AssertWithin(Bytes, $"{what}, each", writes.Bytes / commits / events);
    }

    [Fact]
    public async Task A_pass_writes_the_pages_of_its_entries()
    {
        ThreadWrites.SkipUnlessCounted();
        const int events = 5000;
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Notes(events));
        await test.PlaceAsync(Placement.Tail, Notes(events));
        await test.CloseAsync();

        using var log = EventLog.Open(Path.Combine(test.Path, "log"), TemporaryStore.SmallBounds.MapBytes);
        using var index = PostingIndex.Open(Path.Combine(test.Path, "index"), TemporaryStore.SmallBounds.MapBytes, log, out _);
        var indexer = new Indexer(log, index, NullLogger.Instance);
        var holder = new TailHolder(
            new CatchUp(log, index, indexer, NullLogger.Instance, TemporaryStore.SmallBounds.MaxCatchUpEntries).Run());
        Assert.Equal(events, holder.Current.Events);
        var before = ThreadWrites.Read();
        indexer.Pass(holder, new ReadEras(TimeProvider.System, holder.Current.High));
        var writes = ThreadWrites.Read() - before;

        Costs.AssertWithin(Calls, "index 5,000 events", writes.Calls);
        Costs.AssertWithin(Bytes, "index 5,000 events, each", writes.Bytes / events);
    }

    /// <summary>Holds the writer, gives it the events, and lets it go on, so that they share a transaction.</summary>
    static async Task<ThreadWrites> CommitAsync(TemporaryStore test, NostrEvent[] events)
    {
        using var opened = new ManualResetEventSlim();
        var held = new TaskCompletionSource<ThreadWrites>(TaskCreationOptions.RunContinuationsAsynchronously);
        var committed = new TaskCompletionSource<ThreadWrites>(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Commits.Intercept = batch =>
        {
            if (held.TrySetResult(ThreadWrites.Read()))
            {
                Assert.True(opened.Wait(Deadline.Default));
                return;
            }
            Assert.Equal(events.Length, batch.Stored.Count);
            committed.TrySetResult(ThreadWrites.Read());
        };
        var first = test.AdmitAsync(Unsigned.Note(Authors[0], FakeTime.Start - 1, $"before {events[0].Id}"));
        var before = await held.Task.Within("the writer");
        var answers = test.AdmitAsync(events);
        opened.Set();
        await first;
        await answers;
        var after = await committed.Task.Within("the commit");
        test.Commits.Intercept = null;
        return after - before;
    }

    NostrEvent[] Notes(int count)
    {
        var first = _made;
        _made += count;
        return Unsigned.Many(count, i => Unsigned.Note(
            Authors[(first + i) % 200], FakeTime.Start - 20_000 + first + i, $"{first + i} {new string('x', 200)}",
            ["t", $"{i % 50}"], ["p", Authors[i % 7].ToString()], ["e", Unsigned.Key($"e{first + i}").ToString(), "", "root"]));
    }
}
