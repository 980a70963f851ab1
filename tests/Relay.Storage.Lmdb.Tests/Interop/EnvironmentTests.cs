using LightningDB;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Opening, closing and inspecting an environment.</summary>
public sealed class EnvironmentTests
{
    static readonly LmdbTableSchema Rows = LmdbTableSchema.Rows("meta");

    [Fact]
    public void A_folder_is_open_once_in_a_process_whatever_it_is_called()
    {
        using var temporary = new TemporaryEnvironment();
        using var links = new TemporaryFolder();
        var path = temporary.Folder.Path;
        var link = Path.Combine(links.Path, "link");
        var parent = Path.Combine(links.Path, "parent");
        Directory.CreateSymbolicLink(link, path);
        Directory.CreateSymbolicLink(parent, Path.GetDirectoryName(path)!);

        foreach (var name in (string[])[
            path, path + "/", path + "/../" + Path.GetFileName(path), link, Path.Combine(parent, Path.GetFileName(path))])
        {
            var error = Assert.Throws<InvalidOperationException>(() => LmdbEnvironment.Open(name, TemporaryEnvironment.Small));
            Assert.Contains("already open in this process", error.Message, StringComparison.Ordinal);
        }

        temporary.Reopen();
    }

    [Fact]
    public void An_environment_opens_and_closes_many_times_and_keeps_what_was_committed()
    {
        using var temporary = new TemporaryEnvironment();
        for (byte round = 0; round < 50; round++)
        {
            var table = temporary.Environment.OpenTable(Rows);
            temporary.Write(t => t.Put(table, [round], [round]));
            using (var snapshot = temporary.Environment.OpenSnapshot())
            {
                Assert.Equal(round + 1, snapshot.Entries(table));
                Assert.True(snapshot.TryGet(table, [round], out var value));
                Assert.Equal(round, value[0]);
            }

            Assert.Equal(0, temporary.Environment.OpenSnapshots);
            temporary.Reopen();
        }
    }

    [Fact]
    public void Disposing_twice_is_harmless_and_using_a_disposed_environment_throws()
    {
        using var temporary = new TemporaryEnvironment();
        var environment = temporary.Environment;
        environment.Dispose();
        environment.Dispose();

        Assert.Throws<ObjectDisposedException>(() => environment.OpenSnapshot().Dispose());
        Assert.Throws<ObjectDisposedException>(() => environment.BeginWrite().Dispose());
        Assert.Throws<ObjectDisposedException>(() => environment.OpenTable(Rows));
        Assert.Throws<ObjectDisposedException>(() => environment.Sync(force: true));
        Assert.Throws<ObjectDisposedException>(() => environment.ReaderCheck());
        Assert.Throws<ObjectDisposedException>(() => environment.GetInfo());
        Assert.Throws<ObjectDisposedException>(() => environment.CopyTo(temporary.Folder.Path + "/copy"));
    }

    [Fact]
    public void A_snapshot_outlives_the_disposal_of_its_environment_and_then_lets_it_close()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(Rows);
        temporary.Write(t => t.Put(table, [1], [2]));
        using (var snapshot = temporary.Environment.OpenSnapshot())
        {
            temporary.Environment.Dispose();
            Assert.Equal(1, temporary.Environment.OpenSnapshots);
            Assert.True(snapshot.TryGet(table, [1], out var value));
            Assert.Equal(2, value[0]);
            Assert.Throws<InvalidOperationException>(() => LmdbEnvironment.Open(temporary.Folder.Path, TemporaryEnvironment.Small));
        }

        Assert.Equal(0, temporary.Environment.OpenSnapshots);
        temporary.Reopen();
    }

    [Fact]
    public void A_write_transaction_outlives_the_disposal_of_its_environment_and_then_lets_it_close()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(Rows);
        using (var transaction = temporary.Environment.BeginWrite())
        {
            temporary.Environment.Dispose();
            transaction.Put(table, [1], [2]);
            transaction.Commit();
        }

        temporary.Reopen();
        table = temporary.Environment.OpenTable(Rows);
        using var snapshot = temporary.Environment.OpenSnapshot();
        Assert.Equal(1, snapshot.Entries(table));
    }

    [Fact]
    public void A_file_that_is_no_environment_is_told_and_the_folder_can_be_opened_afterwards()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "data.mdb");
        File.WriteAllBytes(file, Enumerable.Repeat((byte)7, 8192).ToArray());
        var error = Assert.Throws<LmdbException>(() => LmdbEnvironment.Open(folder.Path, TemporaryEnvironment.Small));
        Assert.Equal(MDBResultCode.Invalid, error.Error);

        File.Delete(file);
        LmdbEnvironment.Open(folder.Path, TemporaryEnvironment.Small).Dispose();
    }

    [Fact]
    public void A_file_of_another_version_is_told()
    {
        using var temporary = new TemporaryEnvironment();
        temporary.Environment.Dispose();
        var file = Path.Combine(temporary.Folder.Path, "data.mdb");
        var bytes = File.ReadAllBytes(file);
        // The version follows the page header and the magic number, on both meta pages.
        var at = LmdbFormat.Default.HeaderBytes + 4;
        (bytes[at], bytes[4096 + at]) = (99, 99);
        File.WriteAllBytes(file, bytes);
        var error = Assert.Throws<LmdbException>(() => LmdbEnvironment.Open(temporary.Folder.Path, TemporaryEnvironment.Small));
        Assert.Equal(MDBResultCode.VersionMismatch, error.Error);
    }

    [Fact]
    public void An_environment_opened_for_reading_reads_and_does_not_write()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(Rows);
        temporary.Write(t => t.Put(table, [1], [2]));
        temporary.Reopen(TemporaryEnvironment.Small with { ReadOnly = true });

        table = temporary.Environment.OpenTable(Rows);
        Assert.Throws<InvalidOperationException>(() => temporary.Environment.BeginWrite());
        var error = Assert.Throws<LmdbException>(() => temporary.Environment.OpenTable(LmdbTableSchema.Rows("absent")));
        Assert.Equal(MDBResultCode.NotFound, error.Error);
        using var snapshot = temporary.Environment.OpenSnapshot();
        Assert.True(snapshot.TryGet(table, [1], out _));
    }

    [Fact]
    public void What_is_missing_when_opened_for_reading_is_told_and_not_made()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "absent");
        var options = TemporaryEnvironment.Small with { ReadOnly = true };
        Assert.Throws<DirectoryNotFoundException>(() => LmdbEnvironment.Open(path, options));
        Assert.False(Directory.Exists(path));
        Assert.Equal(MDBResultCode.FileNotFound, Assert.Throws<LmdbException>(() => LmdbEnvironment.Open(folder.Path, options)).Error);
    }

    [Fact]
    public void A_copy_holds_the_same_and_is_an_environment()
    {
        using var temporary = new TemporaryEnvironment();
        using var copied = new TemporaryFolder();
        var table = temporary.Environment.OpenTable(Rows);
        temporary.Write(t => t.Put(table, [1], [2]));
        temporary.Environment.CopyTo(copied.Path);

        using var copy = LmdbEnvironment.Open(copied.Path, TemporaryEnvironment.Small);
        table = copy.OpenTable(Rows);
        using var snapshot = copy.OpenSnapshot();
        Assert.True(snapshot.TryGet(table, [1], out var value));
        Assert.Equal(2, value[0]);
    }

    [Fact]
    public void The_info_follows_what_is_written()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(Rows);
        var before = temporary.Environment.GetInfo();
        temporary.Write(t => t.Put(table, [1], new byte[100_000]));
        temporary.Environment.Sync(force: true);
        var after = temporary.Environment.GetInfo();

        Assert.Equal(TemporaryEnvironment.Small.MapSizeBytes, after.MapSizeBytes);
        Assert.Equal(TemporaryEnvironment.Small.MaxReaders, after.MaxReaders);
        Assert.Equal(before.LastTransaction + 1, after.LastTransaction);
        Assert.InRange(after.UsedBytes - before.UsedBytes, 100_000, 150_000);
        Assert.Equal(after.UsedBytes, new FileInfo(Path.Combine(temporary.Folder.Path, "data.mdb")).Length);
    }

    [Fact]
    public void A_terabyte_of_map_takes_no_disk()
    {
        using var temporary = new TemporaryEnvironment(new LmdbEnvironmentOptions());
        temporary.Environment.OpenTable(Rows);
        Assert.Equal(1L << 40, temporary.Environment.GetInfo().MapSizeBytes);
        Assert.InRange(new FileInfo(Path.Combine(temporary.Folder.Path, "data.mdb")).Length, 1, 100_000);
    }
}
