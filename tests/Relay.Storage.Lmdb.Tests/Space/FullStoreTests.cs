using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A store that has no room any more refuses to write, in words, and goes on in everything else.</summary>
public sealed class FullStoreTests
{
    const long OneMiB = 1 << 20;

    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task A_full_store_refuses_events_and_goes_on_reading()
    {
        await using var test = TemporaryStore.Open(mapSize: OneMiB);
        var stored = await FillAsync(test);

        for (var i = 0; i < 3; i++)
        {
            var result = (await test.AdmitAsync(Large(test, 10_000 + i)))[0];
            Assert.Equal(StoreStatus.Failed, result.Status);
            Assert.Equal("error: the relay's disk is full", result.Message);
            await AssertReadableAsync(test, stored);
        }
        await test.ReopenAsync();
        await AssertReadableAsync(test, stored);
    }

    [Fact]
    public async Task Deleting_makes_room_for_new_events()
    {
        await using var test = TemporaryStore.Open(mapSize: OneMiB);
        var stored = await FillAsync(test);

        // They come together with events for which there is no room.
        var results = await test.AdmitAsync(Large(test, 20_000), Unsigned.Deletion(Author, test.Time.Now, [.. stored[..40]]), Large(test, 20_001));
        Assert.Equal([StoreStatus.Failed, StoreStatus.Stored, StoreStatus.Failed], results.Select(result => result.Status));
        await AssertReadableAsync(test, stored[40..]);

        // Their pages are free when the index has forgotten them and no snapshot is older.
        await test.Store.IndexAsync();
        await Eventually.HoldsAsync(() => test.Store.StoreEventAsync(Large(test, 30_000), default).AsTask().Result.IsAccepted, "room");
        await test.CheckAsync();
    }

    [Fact]
    public async Task A_full_index_costs_nothing_but_memory()
    {
        // Many tags and short events: the index is the larger of the two.
        await using var test = TemporaryStore.Open(mapSize: OneMiB);
        NostrEvent[] events = [.. Enumerable.Range(0, 800).Select(i => Unsigned.Note(
            Author, test.Time.Now - i, $"{i}", [.. Enumerable.Range(0, 40).Select(tag => new[] { "t", $"{i} {tag}" })]))];
        var stored = new List<NostrEvent>();
        foreach (var part in events.Chunk(100))
        {
            var results = await test.AdmitAsync(part);
            stored.AddRange(part.Where((_, i) => results[i].Status == StoreStatus.Stored));
            await test.Store.IndexAsync();
        }

        Assert.True(test.Store.Tail.Events > 0, "the index is not full");
        await AssertReadableAsync(test, [.. stored]);
        Assert.Single(await test.QueryAsync(new Filter { Tags = [new TagFilter('t', [new TagValue("3 7")])] }));
        await test.ReopenAsync();
        await AssertReadableAsync(test, [.. stored]);
    }

    [Fact]
    public async Task Little_free_disk_refuses_new_events_and_takes_deletions()
    {
        await using var test = TemporaryStore.Open(minFreeDiskMiB: 1_000_000_000);
        var note = Unsigned.Note(Author, test.Time.Now);
        var result = (await test.AdmitAsync(note))[0];
        Assert.Equal(StoreStatus.Failed, result.Status);
        Assert.Equal("error: the relay's disk is almost full; only deletions are taken", result.Message);

        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Unsigned.Deletion(Author, test.Time.Now, note)))[0].Status);
        Assert.Equal(StoreStatus.Deleted, (await test.AdmitAsync(note))[0].Status);
        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Unsigned.Vanish(Author, test.Time.Now)))[0].Status);
        Assert.All(await test.Store.BackfillAsync([Unsigned.Note(Unsigned.Key("other"), 1)], default), refused => Assert.Equal(StoreStatus.Failed, refused.Status));
    }

    [Fact]
    public async Task What_was_answered_early_and_lost_does_not_keep_anyone_waiting()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval, mapSize: OneMiB, logger: lines);
        var lost = false;
        for (var i = 0; i < 1000 && !lost; i++)
        {
            var result = await test.Store.StoreEventAsync(Large(test, i), default);
            Assert.True(result.IsAccepted);
            await test.Store.WaitForCommitAsync(result.Sequence).AsTask().Within("the commit or its failure");
            lost = test.Store.LastSequence < result.Sequence;
        }

        Assert.True(lost);
        Assert.Contains(lines.All, line => line.StartsWith("Critical: A transaction failed after 1 of its events had been answered", StringComparison.Ordinal));
        Assert.NotEmpty(await test.QueryAsync(new Filter { Limit = 3 }));
    }

    static NostrEvent Large(TemporaryStore test, int i) => Unsigned.Note(Author, test.Time.Now - i % 50, $"{i} {new string('x', 9000)}");

    /// <summary>Stores large events, one after another, until there is no room for another.</summary>
    static async Task<NostrEvent[]> FillAsync(TemporaryStore test)
    {
        var stored = new List<NostrEvent>();
        while (stored.Count < 1000)
        {
            var e = Large(test, stored.Count);
            if ((await test.AdmitAsync(e))[0].Status == StoreStatus.Failed)
                return [.. stored];
            stored.Add(e);
        }
        throw new InvalidOperationException("The map is never full.");
    }

    static async Task AssertReadableAsync(TemporaryStore test, NostrEvent[] stored)
    {
        Assert.Equal(stored.Select(e => e.Id).ToHashSet(), (await test.QueryAsync(new Filter { Kinds = [Kind.TextNote] })).Select(e => e.Id).ToHashSet());
        Assert.Equal(stored.Length, await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        Assert.True(test.Store.Contains(stored[0].Id));
    }
}
