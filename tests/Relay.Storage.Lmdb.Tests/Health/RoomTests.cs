using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Removals make room, even on a disk that others have filled to the last byte.</summary>
public sealed class RoomTests
{
    const int KiB = 48 * 1024, RecordBytes = 3_000;

    static readonly Bytes32 Author = Unsigned.Key("author");

    readonly FakeTime _time = new();
    readonly LogLines _lines = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_full_disk_what_expires_makes_room_for_new_events_without_a_restart(bool isIndexed)
    {
        using var disk = new SmallDisk(KiB);
        await using (var store = Open(disk))
        {
            var commits = new CommitSignal();
            store.Listen(commits);
            await TickAsync(store);
            Assert.True(File.Exists(Path.Combine(store.Path, "ballast")));
            var stored = await FillAsync(store, isIndexed);
            disk.Fill();
            await TickAsync(store);
            Assert.Equal(StoreState.RemovalsOnly, store.Condition.State);

            _time.Advance(TimeSpan.FromSeconds(10_000));
            for (var i = 0; i < 1_000 && (commits.Removed.Count < stored || store.Tail.Unforgotten > 0); i++)
                await TickAsync(store);
            Assert.Equal(stored, commits.Removed.Count);
            Assert.Equal(0, store.Tail.Unforgotten);
            Assert.True(store.Log.Environment.CountFreeBytes() > (long)stored * RecordBytes / 2, "the log has no room inside");

            await TickAsync(store);
            // An index that was never large has no free room inside its file.
            Assert.Equal(isIndexed ? StoreState.Healthy : StoreState.RemovalsOnly, store.Condition.State);
            if (!isIndexed)
                disk.Empty();
            await TickAsync(store);
            Assert.Equal(StoreCondition.Healthy, store.Condition);
            for (var i = 0; i < 500; i++)
                Assert.Equal(StoreStatus.Stored, (await store.AdmitAsync(Note(i, at: _time.Now), default)).Status);
            Assert.Equal(500, await store.CountEventsAsync(Everything, default));
        }
        TemporaryStore.AssertConsistent(Path.Combine(disk.Path, "store"));
    }

    [Fact]
    public async Task On_a_full_disk_a_key_that_vanishes_is_erased()
    {
        using var disk = new SmallDisk(KiB);
        await using (var store = Open(disk))
        {
            await TickAsync(store);
            var stored = await FillAsync(store, isIndexed: true);
            disk.Fill();
            await TickAsync(store);
            Assert.Equal(StoreStatus.Stored, (await store.AdmitAsync(Unsigned.Vanish(Author, _time.Now), default)).Status);
            Assert.Equal(1, await store.CountEventsAsync(Everything, default));
            for (var i = 0; i < 1_000 && (store.Tail.Vanishing.Count > 0 || store.Tail.Unforgotten > 0); i++)
                await TickAsync(store);

            Assert.Empty(store.Tail.Vanishing);
            Assert.Equal(0, store.Tail.Unforgotten);
            Assert.True(store.Log.Environment.CountFreeBytes() > (long)stored * RecordBytes / 2, "the log has no room inside");
        }
        TemporaryStore.AssertConsistent(Path.Combine(disk.Path, "store"));
    }

    LmdbEventStore Open(SmallDisk disk) => LmdbEventStore.Open(
        new LmdbStoreOptions { Path = Path.Combine(disk.Path, "store") }, TemporaryStore.SmallBounds, _time, _lines);

    /// <summary>Stores expiring events until too little is free for more. Returns their number.</summary>
    async Task<int> FillAsync(LmdbEventStore store, bool isIndexed)
    {
        for (var stored = 0; stored < 20_000; stored++)
        {
            var note = Note(stored, _time.Now, ["expiration", $"{_time.Now + 5_000}"]);
            if ((await store.AdmitAsync(note, default)).Status == StoreStatus.Failed)
                return stored;
            if (stored % 100 == 99)
                await TickAsync(store);
            if (isIndexed && stored % 500 == 499)
                await store.IndexAsync();
        }
        throw new InvalidOperationException("The disk is never full.");
    }

    async Task TickAsync(LmdbEventStore store)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        await store.MaintainedAsync().Within("the maintenance");
    }

    static EventQuery Everything { get; } = new() { Filters = [new Filter()], Visibility = Visibility.Everything };

    static NostrEvent Note(int number, long at, params string[][] tags) =>
        Unsigned.Note(Author, at - 1, $"{number}{new string('x', RecordBytes)}", [["t", $"{number % 50}"], .. tags]);
}
