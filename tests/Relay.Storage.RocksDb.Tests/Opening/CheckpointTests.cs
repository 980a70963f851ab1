using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

public sealed class CheckpointTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task A_copy_has_what_was_stored_before_it_and_is_a_store_of_its_own()
    {
        await using var test = new TemporaryStore();
        await test.StoreAsync(Unsigned.Many(50, i => Unsigned.Note(Author, test.Time.Now + i, $"{i}")));
        await using var copy = new TemporaryStore();
        await copy.CloseAsync();
        Directory.Delete(copy.Path, recursive: true);

        test.Engine.Checkpoint(copy.Path);
        await test.StoreAsync(Unsigned.Note(Author, test.Time.Now, "later"));
        copy.Open();
        Assert.Equal(50, await copy.CountAsync(new Filter()));
        await copy.StoreAsync(Unsigned.Note(Author, test.Time.Now, "only in the copy"));
        Assert.Equal(51, await test.CountAsync(new Filter()));
        await copy.CloseAsync();
        RowCheck.AssertConsistent(copy.Options);
    }

    [Fact]
    public async Task A_folder_that_exists_is_left_alone()
    {
        await using var test = new TemporaryStore();
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<StoreException>(() => test.Engine.Checkpoint(folder.Path)).Message;
        Assert.Equal($"The folder {folder.Path} exists already. Choose a new one for the copy of the store.", refusal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
