using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Events that are stored and not yet indexed take memory. Beyond the bound, new events wait for a pass.</summary>
public sealed class TailBoundTests
{
    const int Most = 100;

    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public async Task Events_wait_for_the_index(int tags)
    {
        await using var test = TemporaryStore.Open(bounds: TemporaryStore.SmallBounds with { MaxTailEvents = Most });
        var entries = 0;
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(StoreStatus.Stored, (await test.Store.StoreEventAsync(Note(test, i, tags), default)).Status);
            Assert.InRange(test.Store.Tail.Events, 0, Most + 1);
            entries = Math.Max(entries, test.Store.Tail.Entries);
        }

        Assert.InRange(entries, Most, (Most * StoreBounds.EntriesOfAnEvent) + 10 + tags);
        Assert.Equal(500, await test.CountAsync(new Filter()));
    }

    [Fact]
    public async Task Many_at_once_wait_for_the_same_pass()
    {
        await using var test = TemporaryStore.Open(bounds: TemporaryStore.SmallBounds with { MaxTailEvents = Most });
        await test.PlaceAsync(Placement.Tail, Unsigned.Many(Most + 1, i => Note(test, i, 1)));
        var passes = test.Store.Tail.Passes;

        var results = await test.AdmitAsync(Unsigned.Many(Most - 10, i => Note(test, 1000 + i, 1)));

        Assert.All(results, static result => Assert.Equal(StoreStatus.Stored, result.Status));
        Assert.InRange(test.Store.Tail.Passes - passes, 1, 2);
    }

    [Fact]
    public async Task Where_the_index_is_full_events_are_refused()
    {
        await using var test = TemporaryStore.Open(bounds: new StoreBounds { MapBytes = 1 << 20, MaxTailEvents = 10 });
        var results = new List<StoreResult>();
        for (var i = 0; i < 800 && results.TrueForAll(result => result.IsAccepted); i++)
            results.Add(await test.Store.StoreEventAsync(Note(test, i, 60), default).AsTask().Within("the answer"));

        Assert.Equal("error: the index cannot be written", results[^1].Message);
        Assert.InRange(test.Store.Tail.Entries, 0, (10 * StoreBounds.EntriesOfAnEvent) + 70);
    }

    static NostrEvent Note(TemporaryStore test, int age, int tags) => Unsigned.Note(
        Author, test.Time.Now - age, $"{age}", [.. Enumerable.Range(0, tags).Select(tag => new[] { "t", $"{age} {tag}" })]);
}
