using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Authors are counted in the same walk as events. Stores with the same events have the same registers (NIP-45).</summary>
public sealed class AuthorCountTests
{
    static readonly Bytes32 Followed = Unsigned.Key("followed");

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task Stores_with_the_same_events_have_the_same_registers(Placement placement)
    {
        const int seed = 45;
        await using var test = TemporaryStore.Open();
        await using var memory = new InMemoryStore(test.Time);
        NostrEvent[] events = [.. Enumerable.Range(0, 500).Select(i => Follow(test, i))];
        await test.PlaceAsync(placement, events);
        new Random(seed).Shuffle(events);
        foreach (var e in events)
            await memory.AdmitAsync(e, default);
        var filter = new Filter { Kinds = [Kind.FollowList], Tags = [new TagFilter('p', [new TagValue(Followed)])] };

        var followers = events.Where(static e => e.Kind == Kind.FollowList).Select(static e => e.PublicKey.ToString());
        var expected = NaiveHyperLogLog.Of(HyperLogLog.For([filter])!.Offset, followers);
        Assert.Equal(expected, await RegistersAsync(test.Store, filter, 400));
        Assert.Equal(expected, await RegistersAsync(memory, filter, 400));
        await test.CheckAsync();
        Assert.Equal(expected, await RegistersAsync(test.Store, filter, 400));
    }

    [Fact]
    public async Task A_count_in_many_slices_has_every_author()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Both, [.. Enumerable.Range(0, 500).Select(i => Follow(test, i))]);
        var query = new EventQuery
        {
            Filters = [new Filter { Kinds = [Kind.FollowList], Tags = [new TagFilter('p', [new TagValue(Followed)])] }],
            Visibility = Visibility.Everything,
        };
        var whole = HyperLogLog.For(query.Filters)!;
        await test.Store.CountEventsHllAsync(query, whole, default);
        var sliced = HyperLogLog.For(query.Filters)!;
        var count = new CountWalk(query, new SliceBudget(TimeSpan.Zero, 1), sliced);
        var slices = 0;
        var isDone = false;
        while (!isDone)
        {
            using var view = test.Store.OpenView();
            isDone = count.RunSlice(view, test.Time.Now);
            slices++;
        }

        Assert.Equal(400, count.Count);
        Assert.InRange(slices, 100, int.MaxValue);
        Assert.Equal(whole.ToString(), sliced.ToString());
    }

    /// <summary>Four in five events are follow lists, each by a key of its own. The others only mention the key.</summary>
    static NostrEvent Follow(TemporaryStore test, int i) => Unsigned.Event(
        Unsigned.Key($"follower {i}"), i % 5 == 0 ? Kind.TextNote : Kind.FollowList, test.Time.Now - i, "", ["p", Followed.ToString()]);

    static async Task<string> RegistersAsync(ICountEventsHllHook store, Filter filter, int expectedCount)
    {
        var authors = HyperLogLog.For([filter])!;
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Public };
        Assert.Equal(expectedCount, await store.CountEventsHllAsync(query, authors, default));
        return authors.ToString();
    }
}
