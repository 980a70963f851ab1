using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>A store that does not open says why in one line, and changes nothing.</summary>
public sealed class OpeningTests
{
    [Fact]
    public async Task Store_that_is_open_already_is_refused()
    {
        await using var test = new TemporaryStore();
        Refused(test, "in use");
    }

    [Fact]
    public async Task Database_of_another_program_is_refused_and_left_alone()
    {
        await using var test = await ClosedAsync();
        File.Delete(test.File);
        using (var other = new SqliteConnection(test.File, Sqlite3.OpenReadWrite | Sqlite3.OpenCreate))
            other.Execute("CREATE TABLE things (name TEXT)");
        var before = File.ReadAllBytes(test.File);
        Refused(test, "another program");
        Assert.Equal(before, File.ReadAllBytes(test.File));
    }

    [Fact]
    public async Task Newer_format_is_refused_and_left_alone()
    {
        await using var test = await ClosedAsync();
        Change(test, "PRAGMA user_version = 99");
        Refused(test, "newer version");
        Change(test, "PRAGMA user_version = 1");
        test.Open();
        Assert.Single(await test.QueryAsync(new Filter()));
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused()
    {
        await using var test = await ClosedAsync();
        File.WriteAllText(test.File, new string('x', 10_000));
        Refused(test, "not an SQLite database");
    }

    [Fact]
    public async Task Missing_table_is_told()
    {
        await using var test = await ClosedAsync();
        Change(test, "DROP TABLE state");
        Refused(test, "no such table");
    }

    [Fact]
    public async Task Database_that_another_program_keeps_locked_is_refused()
    {
        await using var test = await ClosedAsync();
        using var other = new SqliteConnection(test.File, Sqlite3.OpenReadWrite);
        other.Execute("PRAGMA locking_mode = EXCLUSIVE");
        other.Execute("BEGIN EXCLUSIVE");
        Refused(test, "locked");
        other.Execute("ROLLBACK");
    }

    [Fact]
    public async Task Folder_that_is_a_file_is_refused()
    {
        await using var test = await ClosedAsync();
        Directory.Delete(test.Path, recursive: true);
        File.WriteAllText(test.Path, "");
        Refused(test, "cannot be");
    }

    [Fact]
    public async Task Damage_is_found_after_a_stop_that_was_not_proper()
    {
        await using var test = await ClosedAsync(events: 2000);
        Overwrite(test.File, fromPage: 20, pages: 40);
        // SQLite deletes the log of a store that is closed properly.
        File.WriteAllBytes(test.Wal, []);
        Refused(test, "damaged");
    }

    [Fact]
    public async Task Read_only_file_system_is_told()
    {
        using var disk = new SmallDisk(8192);
        await using var test = new TemporaryStore(path: Path.Combine(disk.Path, "store"));
        await test.CloseAsync();
        disk.Remount("ro");
        Refused(test, "read-only", "cannot be written");
        disk.Remount("rw");
        test.Open();
    }

    [Fact]
    public async Task Disk_without_room_is_told()
    {
        using var disk = new SmallDisk(8192);
        disk.Fill();
        await using var test = new ClosedStore(Path.Combine(disk.Path, "store"));
        Assert.Matches("no room|[Nn]o space", Assert.Throws<StoreException>(test.Open).Message);
        disk.Empty();
        test.Open();
    }

    static async Task<TemporaryStore> ClosedAsync(int events = 1)
    {
        var test = new TemporaryStore();
        await test.StoreAsync(Unsigned.Many(events, i => Unsigned.Note(Unsigned.Key("a"), FakeTime.Start - i, $"{i}", ["t", $"{i}"])));
        await test.CloseAsync();
        return test;
    }

    static void Refused(TemporaryStore test, params string[] any)
    {
        var exception = Assert.Throws<StoreException>(test.Open);
        Assert.True(any.Any(text => exception.Message.Contains(text, StringComparison.Ordinal)), exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
    }

    static void Change(TemporaryStore test, string sql)
    {
        using var connection = new SqliteConnection(test.File, Sqlite3.OpenReadWrite);
        connection.Execute(sql);
    }

    static void Overwrite(string file, int fromPage, int pages)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = fromPage * 4096;
        stream.Write(new byte[pages * 4096]);
    }

    /// <summary>A store that was never open.</summary>
    sealed class ClosedStore(string path) : IAsyncDisposable
    {
        EngineStore? _store;

        public void Open() => _store = SqliteStore.Open(
            new SqliteStoreOptions { Path = path, MinFreeDiskMiB = 0 },
            new EngineStoreServices(TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));

        public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
    }
}
