using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

public sealed class CopyTests
{
    [Fact]
    public async Task Copy_of_a_running_store_is_a_store_with_the_same_events()
    {
        await using var test = new TemporaryStore();
        await test.StoreAsync(Unsigned.Many(300, i => Unsigned.Note(Unsigned.Key("a"), FakeTime.Start - i, $"{i}", ["t", $"{i % 7}"])));
        using var folder = new TemporaryFolder();
        SqliteStore.Copy(test.Options, Path.Combine(folder.Path, SqliteFile.Name));
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("b"), FakeTime.Start, "later"));

        await using var copy = new TemporaryStore(path: folder.Path);
        Assert.Equal(300, await copy.CountAsync(new Filter()));
        Assert.Equal(300, (await copy.QueryAsync(new Filter())).Count);
        Assert.Equal(43, (await copy.QueryAsync(new Filter { Tags = [new TagFilter('t', [new TagValue("3")])] })).Count);
        await copy.StoreAsync(Unsigned.Note(Unsigned.Key("c"), FakeTime.Start, "new"));
        await copy.CloseAsync();
        FileCheck.AssertConsistent(copy.File);
    }

    [Fact]
    public async Task Copy_overwrites_nothing_and_names_a_missing_store()
    {
        await using var test = new TemporaryStore();
        var exists = Assert.Throws<StoreException>(() => SqliteStore.Copy(test.Options, test.File));
        Assert.Contains("exists", exists.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<StoreException>(
            () => SqliteStore.Copy(new SqliteStoreOptions { Path = test.Path + "/none" }, test.Path + "/copy"));
        Assert.Contains("There is no store in", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_that_fails_leaves_no_file()
    {
        using var disk = new SmallDisk(256);
        await using var test = new TemporaryStore();
        await test.StoreAsync(
            Unsigned.Many(300, i => Unsigned.Note(Unsigned.Key("a"), FakeTime.Start - i, $"{i} {new string('x', 2000)}")));
        var target = Path.Combine(disk.Path, SqliteFile.Name);
        Assert.Throws<StoreException>(() => SqliteStore.Copy(test.Options, target));
        Assert.False(File.Exists(target));
    }
}
