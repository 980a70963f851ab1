using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A store whose folder is moved away or removed while it is open.</summary>
public sealed class MovedFolderTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task A_folder_that_was_moved_is_told_once_and_only_removals_are_taken_until_it_is_back()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        var note = Unsigned.Note(Author, test.Time.Now, "before");
        await test.PlaceAsync(Placement.Index, note);
        Directory.Move(test.Path, test.Path + ".moved");
        for (var i = 0; i < 5; i++)
            await TickAsync(test);

        Assert.Equal(new StoreCondition(StoreState.RemovalsOnly, "the store's folder was moved or removed"), test.Store.Condition);
        Assert.Equal(
            "error: the relay's store was moved or removed; only deletions are taken",
            (await test.AdmitAsync(Unsigned.Note(Author, test.Time.Now, "meanwhile")))[0].Message);
        Assert.Equal([note.Id], await test.IdsAsync(new Filter()));
        Assert.Single(lines.All, static line => !line.StartsWith("Debug", StringComparison.Ordinal));

        Directory.Move(test.Path + ".moved", test.Path);
        await TickAsync(test);
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        await test.PlaceAsync(Placement.Index, Unsigned.Note(Author, test.Time.Now, "after"));
        await test.CheckAsync();
        Assert.Equal(2, lines.All.Count(static line => !line.StartsWith("Debug", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_whose_folder_is_gone_closes_all_its_files(bool servesControl)
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(logger: lines);
        if (servesControl)
            test.Store.ServeControl(static (_, _) => Task.CompletedTask);
        await test.PlaceAsync(Placement.Tail, Unsigned.Note(Author, test.Time.Now));
        Directory.Delete(test.Path, recursive: true);
        await TickAsync(test);

        await test.CloseAsync();
        Assert.DoesNotContain(OpenFiles(), path => path.StartsWith(test.Path, StringComparison.Ordinal));
        Assert.Single(lines.All);
    }

    static async Task TickAsync(TemporaryStore test)
    {
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.Store.MaintainedAsync().Within("the tick");
    }

    static List<string> OpenFiles()
    {
        var files = new List<string>();
        foreach (var link in new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos())
        {
            if (link.LinkTarget is { } target)
                files.Add(target);
        }
        return files;
    }
}
