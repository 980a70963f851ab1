using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// Bytes allocated per operation, over all threads of the store. They are the same on every machine, unlike times, so they are held.
/// </summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    const int Stored = 5000;

    static readonly Bytes32[] Authors = [.. Enumerable.Range(0, 200).Select(i => Unsigned.Key($"{i}"))];

    [Fact]
    public async Task Storing_an_event_with_three_tags()
    {
        await using var test = TemporaryStore.Open();
        await StoreAsync(test, Notes(test, 0, 2000));
        var notes = Notes(test, 2000, Stored);

        // Its postings in the tail, merged about a dozen times on the way to larger runs.
        await AssertAllocatesAsync(2500, Stored, () => StoreAsync(test, notes));
    }

    [Fact]
    public async Task Answering_a_duplicate()
    {
        await using var test = TemporaryStore.Open();
        var notes = Notes(test, 0, Stored);
        await StoreAsync(test, notes);
        await StoreAsync(test, notes); // warms up what answers duplicates
        await AssertAllocatesAsync(200, Stored, () => StoreAsync(test, notes));
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task Looking_for_an_id(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var notes = Notes(test, 0, Stored);
        await StoreAsync(test, notes, placement);
        await AssertAllocatesAsync(1, Stored, () =>
        {
            foreach (var e in notes)
                Assert.True(test.Store.Contains(e.Id));
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData("an id", 2000)]
    [InlineData("an author's newest", 2200)]
    [InlineData("a tag's newest", 2200)]
    [InlineData("a hundred authors' newest", 33_000)]
    [InlineData("everything", 2100)]
    public async Task Querying(string what, int limit)
    {
        await using var test = TemporaryStore.Open();
        var notes = Notes(test, 0, Stored);
        await StoreAsync(test, notes, Placement.Index);
        var filter = what switch
        {
            "an id" => new Filter { Ids = [notes[7].Id] },
            "an author's newest" => new Filter { Authors = [Authors[3]], Kinds = [Kind.TextNote], Limit = 20 },
            "a tag's newest" => new Filter { Tags = [new TagFilter('t', [new TagValue("5")])], Limit = 20 },
            "a hundred authors' newest" => new Filter { Authors = [.. Authors[..100]], Kinds = [Kind.TextNote], Limit = 100 },
            _ => new Filter { Limit = 500 },
        };
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything };
        var sink = new CountingOnlySink();
        const int times = 200;
        await AssertAllocatesAsync(limit, times, async () =>
        {
            for (var i = 0; i < times; i++)
                await test.Store.QueryEventsAsync(query, sink, default);
        });
        Assert.True(sink.Count >= times);
    }

    [Theory]
    [InlineData(false, 2400)]
    [InlineData(true, 1100)]
    public async Task Counting_a_kind(bool isUnrestricted, int limit)
    {
        await using var test = TemporaryStore.Open();
        await StoreAsync(test, Notes(test, 0, Stored), Placement.Index);
        var filter = new Filter { Kinds = [Kind.TextNote], Since = isUnrestricted ? null : 5 };
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything };
        const int times = 100;
        await AssertAllocatesAsync(limit, times, async () =>
        {
            for (var i = 0; i < times; i++)
                Assert.Equal(Stored, await test.Store.CountEventsAsync(query, default));
        });
    }

    static NostrEvent[] Notes(TemporaryStore test, int first, int count) => [.. Enumerable.Range(first, count).Select(i => Unsigned.Note(
        Authors[i % 200], test.Time.Now - i % 1000, $"{i} {new string('x', 200)}",
        ["t", (i % 50).ToString(CultureInfo.InvariantCulture)],
        ["p", Authors[i % 7].ToString()],
        ["e", Unsigned.Key($"e{i}").ToString(), "", "root"]))];

    /// <summary>A hundred at a time, as busy connections bring them.</summary>
    static async Task StoreAsync(TemporaryStore test, NostrEvent[] events, Placement placement = Placement.Tail)
    {
        var pending = new Task<StoreResult>[100];
        for (var at = 0; at < events.Length; at += pending.Length)
        {
            for (var i = 0; i < pending.Length; i++)
                pending[i] = test.Store.StoreEventAsync(events[at + i], default).AsTask();
            foreach (var task in pending)
                await task;
        }
        if (placement == Placement.Index)
            await test.Store.IndexAsync();
    }

    /// <summary>Runs it once to warm up where it can be run again, and once more to measure.</summary>
    static async Task AssertAllocatesAsync(long limit, int operations, Func<Task> run)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await run();
        var first = GC.GetTotalAllocatedBytes(precise: true);
        await run();
        var second = GC.GetTotalAllocatedBytes(precise: true);
        var each = Math.Max(0, first - before) / operations;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes, then {(second - first) / operations}");
        Assert.True(each <= limit, $"{each} bytes instead of at most {limit}");
    }
}
