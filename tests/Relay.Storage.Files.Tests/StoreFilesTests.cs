using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Files.Tests;

/// <summary>A folder belongs to one type of store.</summary>
public sealed class StoreFilesTests
{
    public static TheoryData<string, string> Marks() => new()
    {
        { "Lmdb", "log/data.mdb" },
        { "RocksDb", "rocksdb/CURRENT" },
        { "Sqlite", "events.sqlite" },
    };

    [Theory]
    [MemberData(nameof(Marks))]
    public void The_files_of_a_folder_say_its_type(string name, string mark)
    {
        using var folder = new TemporaryFolder();
        Assert.Null(StoreFiles.In(folder.Path));
        Mark(folder, mark);

        Assert.Equal(name, StoreFiles.In(folder.Path)!.Name);
        Assert.Equal([name], StoreFiles.All.Where(type => type.AreIn(folder.Path)).Select(static type => type.Name));
    }

    [Theory]
    [MemberData(nameof(Marks))]
    public void A_folder_of_one_type_is_opened_for_no_other_and_stays_as_it_is(string name, string mark)
    {
        using var folder = new TemporaryFolder();
        Mark(folder, mark);
        foreach (var type in StoreFiles.All.Where(type => type.Name != name))
        {
            var error = Assert.Throws<StoreException>(() => StoreFolder.Open(type, folder.Path, NullLogger.Instance));
            Assert.Equal(
                $"The folder {folder.Path} has a store of the type {name}, so it cannot have one of the type {type.Name}: "
                + $"set Relay:Store:Type to {name}, or choose another folder by Relay:Store:Path.",
                error.Message);
        }
        Assert.Equal(
            [Path.Combine(folder.Path, mark.Replace('/', Path.DirectorySeparatorChar))],
            Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));

        StoreFolder.Open(StoreFiles.All.Single(type => type.Name == name), folder.Path, NullLogger.Instance).Dispose();
    }

    [Fact]
    public void A_folder_without_a_store_takes_any_type()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "notes.txt"), "");
        foreach (var type in StoreFiles.All)
            StoreFolder.Open(type, folder.Path, NullLogger.Instance).Dispose();
    }

    [Fact]
    public void A_folder_that_is_missing_is_made()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "deep", "store");
        using (var opened = StoreFolder.Open(StoreFiles.Sqlite, path, NullLogger.Instance))
        {
            Assert.Equal(path, opened.Path);
            Assert.True(StoreFolder.IsOwned(path));
        }
        Assert.False(StoreFolder.IsOwned(path));
    }

    static void Mark(TemporaryFolder folder, string mark)
    {
        var path = Path.Combine(folder.Path, mark);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }
}
