using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// A disk that is full when a store is opened. The blocks of the files that LMDB maps and writes are reserved by then; a hole in them would
/// end the process.
/// </summary>
public sealed class FullAtStartTests
{
    [Fact]
    public async Task A_new_store_on_a_full_disk_is_refused_in_words_and_opens_once_there_is_room()
    {
        using var disk = new SmallDisk(2_048);
        var path = Path.Combine(disk.Path, "store");
        disk.Fill(leftKiB: 16);
        Assert.Contains("no room for the file lock.mdb", Assert.Throws<StoreException>(() => Open(path)).Message, StringComparison.Ordinal);

        disk.Empty();
        await using var store = Open(path);
        Assert.Equal(StoreStatus.Stored, (await store.AdmitAsync(Unsigned.Note(Unsigned.Key("a"), 1), default)).Status);
    }

    [Fact]
    public async Task A_store_on_a_disk_that_filled_up_opens_and_has_room_for_all_readers()
    {
        using var disk = new SmallDisk(2_048);
        var path = Path.Combine(disk.Path, "store");
        await using (var store = Open(path))
            Assert.Equal(StoreStatus.Stored, (await store.AdmitAsync(Unsigned.Note(Unsigned.Key("a"), 1), default)).Status);
        disk.Fill();

        await using var opened = Open(path);
        Hold(opened.Log.Environment, 800);
        Assert.Equal(1, await opened.CountEventsAsync(new() { Filters = [new Filter()], Visibility = Visibility.Everything }, default));
    }

    static LmdbEventStore Open(string path) => LmdbEventStore.Open(
        new LmdbStoreOptions { Path = path, MinFreeDiskMiB = 0 }, TemporaryStore.SmallBounds, new FakeTime(), NullLogger.Instance);

    /// <summary>Holds this many snapshots at once.</summary>
    static void Hold(LmdbEnvironment environment, int count)
    {
        using var snapshot = environment.OpenSnapshot();
        if (count > 1)
            Hold(environment, count - 1);
    }
}
