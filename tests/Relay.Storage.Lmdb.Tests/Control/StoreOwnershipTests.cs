using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public sealed class StoreOwnershipTests
{
    [Fact]
    public async Task Whoever_closes_a_store_at_the_same_time_or_again_waits_for_the_same_end()
    {
        using var folder = new TemporaryFolder();
        var store = Open(folder.Path);
        var first = store.DisposeAsync().AsTask();
        await store.DisposeAsync();
        Assert.True(first.IsCompletedSuccessfully);

        await Open(folder.Path).DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_store_opens_without_ceremony_and_keeps_what_it_got()
    {
        using var folder = new TemporaryFolder();
        var e = new Author().Note("kept");
        await using (var store = new LmdbEventStore(folder.Path))
        {
            Assert.Equal(StoreStatus.Stored, (await store.StoreEventAsync(e, CancellationToken.None)).Status);
            Assert.Throws<StoreException>(() => new LmdbEventStore(folder.Path));
            Assert.True(store.Contains(e.Id));
        }

        await using var again = new LmdbEventStore(folder.Path);
        Assert.True(again.Contains(e.Id));
    }

    [Fact]
    public async Task A_second_owner_in_this_process_is_told_who_the_first_is()
    {
        await using var test = TemporaryStore.Open();
        var error = Assert.Throws<StoreException>(() => Open(test.Path));
        Assert.Equal($"The store in {test.Path} is in use by process {Environment.ProcessId}.", error.Message);
        await test.AdmitAsync(Unsigned.Note(Unsigned.Key("a"), test.Time.Now));
    }

    [Fact]
    public async Task A_second_owner_in_another_process_is_told_who_the_first_is()
    {
        using var folder = new TemporaryFolder();
        using var owner = await OwnerProcess.StartAsync("hold", folder.Path);
        var error = Assert.Throws<StoreException>(() => Open(folder.Path));
        Assert.Equal($"The store in {folder.Path} is in use by process {owner.Id}.", error.Message);

        await owner.EndAsync();
        await Open(folder.Path).DisposeAsync();
    }

    [Fact]
    public async Task A_killed_owner_leaves_the_store_to_the_next()
    {
        using var folder = new TemporaryFolder();
        using var owner = await OwnerProcess.StartAsync("hold", folder.Path);
        await owner.KillAsync();
        await Open(folder.Path).DisposeAsync();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        var path = Path.Combine(file, "store");
        var error = Assert.Throws<StoreException>(() => Open(path));
        Assert.StartsWith($"The store's folder {path} cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_folder_that_may_not_be_written_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "needs a user whom file modes bind");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var error = Assert.Throws<StoreException>(() => Open(folder.Path));
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.StartsWith($"The store's folder {folder.Path} cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_works_beside_the_owner()
    {
        using var folder = new TemporaryFolder();
        var e = Unsigned.Note(Unsigned.Key("a"), FakeTime.Start);
        await using (var store = Open(folder.Path))
            await store.StoreEventAsync(e, default);
        using var owner = await OwnerProcess.StartAsync("hold", folder.Path);
        using var reader = StoreReader.Open(folder.Path);
        var sink = new CollectingSink();
        Assert.False((await reader.ReadLogAsync(0, sink, default)).IsMore);
        Assert.Equal(e.Id, Assert.Single(sink.Events).Id);
        Assert.Empty(reader.Check().Differences);
        Assert.Equal(1, reader.Summarize().Events);
        await owner.EndAsync();
    }

    [Fact]
    public void Reading_a_store_that_is_not_there_says_so()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<StoreException>(() => StoreReader.Open(folder.Path));
        Assert.Equal($"There is no store in {folder.Path}.", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_that_has_a_store_of_another_type_is_named_and_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var other = Path.Combine(folder.Path, "events.sqlite");
        File.WriteAllText(other, "");
        var expected = $"The folder {folder.Path} has a store of the type Sqlite, so it cannot have one of the type Lmdb: ";
        var error = Assert.Throws<StoreException>(() => Open(folder.Path));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        error = Assert.Throws<StoreException>(() => StoreReader.Open(folder.Path));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal([other], Directory.GetFileSystemEntries(folder.Path));
    }

    internal static LmdbEventStore Open(string path, ILogger? logger = null) => LmdbEventStore.Open(
        new LmdbStoreOptions { Path = path, MinFreeDiskMiB = 0 }, TemporaryStore.SmallBounds, new FakeTime(),
        logger ?? NullLogger.Instance);
}
