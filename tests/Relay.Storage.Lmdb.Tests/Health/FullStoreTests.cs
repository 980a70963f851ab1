using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A full store refuses writes with a reason, and otherwise goes on.</summary>
public sealed class FullStoreTests
{
    static readonly StoreBounds OneMiB = new() { MapBytes = 1 << 20 };

    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task A_full_store_refuses_events_and_goes_on_reading()
    {
        await using var test = TemporaryStore.Open(bounds: OneMiB);
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
        await using var test = TemporaryStore.Open(bounds: OneMiB);
        var small = Unsigned.Many(40, i => Unsigned.Note(Author, test.Time.Now, $"{i}{new string('x', 800)}"));
        await test.PlaceAsync(Placement.Index, small);
        foreach (var e in small[^3..])
            await test.AdmitAsync(Unsigned.Deletion(Author, test.Time.Now, e));
        var stored = await FillAsync(test, size: 60_000);

        // They arrive together with events for which there is no room.
        var deletion = Unsigned.Deletion(Author, test.Time.Now, small[0]);
        var results = await test.AdmitAsync(Large(test, 20_000, 60_000), deletion, Large(test, 20_001, 60_000));
        Assert.Equal([StoreStatus.Failed, StoreStatus.Stored, StoreStatus.Failed], results.Select(result => result.Status));
        for (var i = 1; i < small.Length - 3; i++)
        {
            Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(Unsigned.Deletion(Author, test.Time.Now, small[i])))[0].Status);
            await test.Store.IndexAsync();
        }
        await AssertReadableAsync(test, stored);

        // Their pages are free once the index has forgotten them and no snapshot is older.
        var more = Unsigned.Many(20, i => Unsigned.Note(Author, test.Time.Now, $"new {i}{new string('x', 800)}"));
        await test.PlaceAsync(Placement.Tail, more);
        await AssertReadableAsync(test, [.. stored, .. more]);
        await test.CheckAsync();
    }

    [Fact]
    public async Task Removing_makes_room_for_new_events()
    {
        await using var test = TemporaryStore.Open(bounds: OneMiB);
        var small = Unsigned.Many(40, i => Unsigned.Note(Author, test.Time.Now, $"{i}{new string('x', 800)}"));
        await test.PlaceAsync(Placement.Index, small);
        await test.Store.RemoveEventsAsync([.. small[^3..].Select(static e => e.Id)], default);
        var stored = await FillAsync(test, size: 60_000);
        Assert.Equal(StoreStatus.Failed, (await test.AdmitAsync(Large(test, 20_000, 60_000)))[0].Status);

        Assert.Equal(37, await test.Store.RemoveEventsAsync([.. small[..^3].Select(static e => e.Id)], default));
        await test.Store.IndexAsync();
        await AssertReadableAsync(test, stored);
        var more = Unsigned.Many(20, i => Unsigned.Note(Author, test.Time.Now, $"new {i}{new string('x', 800)}"));
        await test.PlaceAsync(Placement.Tail, more);
        await AssertReadableAsync(test, [.. stored, .. more]);
        await test.CheckAsync();
    }

    [Fact]
    public async Task A_full_index_costs_nothing_but_memory()
    {
        // Many tags and short events, so that the index is larger than the log.
        await using var test = TemporaryStore.Open(bounds: OneMiB);
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
    public async Task An_import_that_waits_for_a_full_index_is_answered()
    {
        await using var test = TemporaryStore.Open(bounds: OneMiB with { MaxTailEvents = 10 });
        var statuses = new List<StoreResult>();
        for (var i = 0; i < 40 && statuses.TrueForAll(result => result.IsAccepted); i++)
        {
            var part = Enumerable.Range(0, 20).Select(n => Unsigned.Note(
                Author, test.Time.Now - i, $"{i} {n}", [.. Enumerable.Range(0, 60).Select(tag => new[] { "t", $"{i} {n} {tag}" })]));
            statuses.AddRange(await test.Store.BackfillAsync([.. part], default).AsTask().Within("the answers"));
        }

        Assert.Equal("error: the index cannot be written", statuses[^1].Message);
        Assert.Equal(statuses.Count(result => result.IsAccepted), await test.CountAsync(new Filter()));
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
        Assert.Equal(StoreStatus.Failed, (await test.Store.BackfillAsync([Unsigned.Note(Unsigned.Key("other"), 1)], default))[0].Status);
    }

    [Fact]
    public async Task What_was_answered_early_and_lost_does_not_keep_anyone_waiting()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(sync: LmdbSync.Interval, bounds: OneMiB, logger: lines);
        var lost = false;
        long last = 0;
        for (var i = 0; i < 1000 && !lost; i++)
        {
            var result = await test.Store.StoreEventAsync(Large(test, i), default);
            Assert.True(result.IsAccepted);
            Assert.True(result.Sequence > last);
            last = result.Sequence;
            await test.Store.WaitForCommitAsync(result.Sequence).AsTask().Within("the commit or its failure");
            lost = test.Store.LastSequence < result.Sequence;
        }

        Assert.True(lost);
        Assert.True(
            (await test.Store.StoreEventAsync(Unsigned.Note(Author, test.Time.Now), default)).Sequence > last, "a number is used twice");
        Assert.Contains("Critical: A transaction failed after 1 of its events had been answered with OK; these events are lost", lines.All);
        Assert.NotEmpty(await test.QueryAsync(new Filter { Limit = 3 }));
    }

    static NostrEvent Large(TemporaryStore test, int i, int size = 9000) =>
        Unsigned.Note(Author, test.Time.Now - i % 50, $"{i} {new string('x', size)}");

    /// <summary>Stores large events one after another until there is no room for another.</summary>
    static async Task<NostrEvent[]> FillAsync(TemporaryStore test, int size = 9000)
    {
        var stored = new List<NostrEvent>();
        while (stored.Count < 1000)
        {
            var e = Large(test, stored.Count, size);
            if ((await test.AdmitAsync(e))[0].Status == StoreStatus.Failed)
                return [.. stored];
            stored.Add(e);
        }
        throw new InvalidOperationException("The map is never full.");
    }

    static async Task AssertReadableAsync(TemporaryStore test, NostrEvent[] stored)
    {
        Assert.Equal(stored.Select(e => e.Id).ToHashSet(), (await test.IdsAsync(new Filter { Kinds = [Kind.TextNote] })).ToHashSet());
        Assert.Equal(stored.Length, await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        Assert.True(test.Store.Contains(stored[0].Id));
    }
}
