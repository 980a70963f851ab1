using System.Globalization;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Bytes that the store allocates per operation, on all its threads.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    const string Allocated = "bytes allocated by the store";
    const int Notes = 2000;

    static readonly Bytes32[] Authors = [.. Enumerable.Range(0, 200).Select(i => Unsigned.Key($"{i}"))];

    [Fact]
    public async Task Storing_an_event_with_three_tags()
    {
        await using var test = TemporaryStore.Open();
        // Its postings enter the tail, and are merged about a dozen times into larger runs.
        await Allocations.AssertAsync(Allocated, "store an event", Notes, Round);

        Task Round(int round) => StoreAsync(test, Made[round]);
    }

    [Fact]
    public async Task Answering_a_duplicate()
    {
        await using var test = TemporaryStore.Open();
        await StoreAsync(test, Made[0]);
        await Allocations.AssertAsync(Allocated, "answer a duplicate", Notes, _ => StoreAsync(test, Made[0]));
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task Looking_for_an_id(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        await StoreAsync(test, Made[0], placement);
        await Allocations.AssertAsync(Allocated, "look for an id", Notes, _ =>
        {
            foreach (var e in Made[0])
                Assert.True(test.Store.Contains(e.Id));
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData("query an id")]
    [InlineData("query an author's newest 20")]
    [InlineData("query a tag's newest 20")]
    [InlineData("query the newest 100 of 100 authors")]
    [InlineData("query the newest 100 of 100 authors, most of them silent")]
    [InlineData("query the newest 500")]
    public async Task Querying(string what)
    {
        await using var test = TemporaryStore.Open();
        await StoreAsync(test, Made[0], Placement.Index);
        var filter = what switch
        {
            "query an id" => new Filter { Ids = [Made[0][7].Id] },
            "query an author's newest 20" => new Filter { Authors = [Authors[3]], Kinds = [Kind.TextNote], Limit = 20 },
            "query a tag's newest 20" => new Filter { Tags = [new TagFilter('t', [new TagValue("5")])], Limit = 20 },
            "query the newest 100 of 100 authors" => new Filter { Authors = [.. Authors[..100]], Kinds = [Kind.TextNote], Limit = 100 },
            "query the newest 100 of 100 authors, most of them silent" => new Filter
            {
                Authors = [.. Authors[..2], .. Enumerable.Range(2, 98).Select(i => Unsigned.Key($"silent {i}"))],
                Kinds = [Kind.TextNote],
                Limit = 100,
            },
            _ => new Filter { Limit = 500 },
        };
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything };
        var sink = new CountingOnlySink();
        const int times = 100;
        await Allocations.AssertAsync(Allocated, what, times, async _ =>
        {
            for (var i = 0; i < times; i++)
                await test.Store.QueryEventsAsync(query, sink, default);
        });
        Assert.True(sink.Count >= times);
    }

    [Theory]
    [InlineData("count a kind", null)]
    [InlineData("count a kind since a time", 5L)]
    public async Task Counting(string what, long? since)
    {
        await using var test = TemporaryStore.Open();
        await StoreAsync(test, Made[0], Placement.Index);
        var query = new EventQuery
        {
            Filters = [new Filter { Kinds = [Kind.TextNote], Since = since }],
            Visibility = Visibility.Everything,
        };
        const int times = 100;
        await Allocations.AssertAsync(Allocated, what, times, async _ =>
        {
            for (var i = 0; i < times; i++)
                Assert.Equal(Notes, await test.Store.CountEventsAsync(query, default));
        });
    }

    /// <summary>One set for each round of a measurement.</summary>
    static readonly NostrEvent[][] Made = [.. Enumerable.Range(0, Allocations.Rounds).Select(round =>
        Unsigned.Many(Notes, i => Note((round * Notes) + i)))];

    static NostrEvent Note(int i) => Unsigned.Note(
        Authors[i % 200], FakeTime.Start - (i % 1000), $"{i} {new string('x', 200)}",
        ["t", (i % 50).ToString(CultureInfo.InvariantCulture)],
        ["p", Authors[i % 7].ToString()],
        ["e", Unsigned.Key($"e{i}").ToString(), "", "root"]);

    /// <summary>Stores a hundred at a time, as busy connections do.</summary>
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
}
