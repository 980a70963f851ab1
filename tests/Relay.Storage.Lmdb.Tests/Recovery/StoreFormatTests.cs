using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A store has the format in which it was made. Only options that name the same one open it.</summary>
public sealed class StoreFormatTests
{
    static readonly LmdbFormat Other = LmdbFormat.Default == LmdbFormat.Old ? LmdbFormat.New : LmdbFormat.Old;

    [Fact]
    public async Task The_files_say_the_format_and_so_does_the_summary()
    {
        await using var test = await OpenFilledAsync();
        await test.CloseAsync();
        using (var reader = StoreReader.Open(test.Path))
            Assert.Equal(LmdbFormat.Default.Name, reader.Summarize().Lmdb);
        Assert.Equal(LmdbFormat.Default, DataFile.FormatOf(Path.Combine(test.Path, "log")));
        Assert.Equal(LmdbFormat.Default, DataFile.FormatOf(Path.Combine(test.Path, "index")));
    }

    [Fact]
    public async Task The_wrong_format_is_told_in_one_line_and_nothing_is_touched()
    {
        await using var test = await OpenFilledAsync();
        await test.CloseAsync();
        var before = Contents(test.Path);

        var error = Assert.Throws<StoreException>(() => Open(test.Path, Other.Name));
        Assert.Equal(
            $"The store in {test.Path} has the format of {LmdbFormat.Default}, and Relay:Store:Lmdb:Format is {Other.Name}: "
            + $"set it to {LmdbFormat.Default.Name}, or convert the store with relay export and relay import.",
            error.Message);
        Assert.Equal(before, Contents(test.Path));
    }

    [Fact]
    public void A_store_of_the_other_format_is_not_opened_by_default_and_the_default_is_named()
    {
        using var folder = new TemporaryFolder();
        MakeFile(Path.Combine(folder.Path, "log"), Other);
        var before = Contents(folder.Path);

        var error = Assert.Throws<StoreException>(() => Open(folder.Path, null));
        Assert.Contains(
            $"has the format of {Other}, and Relay:Store:Lmdb:Format is {LmdbFormat.Default.Name}, the default: set it to {Other.Name}",
            error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents(folder.Path));
        // A reader takes the format of the files, which this process cannot.
        Assert.Contains(
            $"cannot open one of {Other}", Assert.Throws<StoreException>(() => StoreReader.Open(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, Contents(folder.Path));
    }

    [Fact]
    public async Task The_right_format_opens_by_its_name()
    {
        using var folder = new TemporaryFolder();
        await Open(folder.Path, LmdbFormat.Default.Name).DisposeAsync();
        await Open(folder.Path, null).DisposeAsync();
        await Open(folder.Path, LmdbFormat.Default.Name).DisposeAsync();
    }

    [Fact]
    public async Task An_index_of_the_other_format_is_made_again()
    {
        var lines = new LogLines();
        await using var test = await OpenFilledAsync(lines);
        await test.CloseAsync();
        var index = Path.Combine(test.Path, "index");
        Directory.Delete(index, recursive: true);
        MakeFile(index, Other);
        using (var reader = StoreReader.Open(test.Path))
            Assert.Equal(100, reader.Summarize().UnindexedEvents);

        test.Open();
        Assert.Contains(lines.All, line => line.Contains($"it has the format of {Other}.", StringComparison.Ordinal));
        Assert.Equal(LmdbFormat.Default, DataFile.FormatOf(index));
        Assert.Equal(100, await test.CountAsync(new Filter()));
    }

    static async Task<TemporaryStore> OpenFilledAsync(LogLines? lines = null)
    {
        var test = TemporaryStore.Open(logger: lines);
        await test.PlaceAsync(Placement.Both, Unsigned.Many(100, i => Unsigned.Note(Unsigned.Key("a"), test.Time.Now - i, $"{i}")));
        return test;
    }

    static LmdbEventStore Open(string path, string? format) => LmdbEventStore.Open(
        new LmdbStoreOptions { Path = path, MinFreeDiskMiB = 0, Lmdb = new() { Format = format } }, TemporaryStore.SmallBounds,
        new FakeTime(), NullLogger.Instance);

    /// <summary>Makes a data file that begins as LMDB's do.</summary>
    static void MakeFile(string environment, LmdbFormat format)
    {
        Directory.CreateDirectory(environment);
        var pages = new byte[2 * 4096];
        foreach (var page in new[] { 0, 4096 })
        {
            BitConverter.GetBytes(page / 4096L).CopyTo(pages, page);
            pages[page + format.HeaderBytes - 6] = (byte)TreePage.Meta;
            BitConverter.GetBytes(0xBEEFC0DE).CopyTo(pages, page + format.HeaderBytes);
            BitConverter.GetBytes(format.DataVersion).CopyTo(pages, page + format.HeaderBytes + 4);
        }
        File.WriteAllBytes(Path.Combine(environment, "data.mdb"), pages);
    }

    /// <summary>All files with the time of their last change and their bytes.</summary>
    static string[] Contents(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(static path => Directory.Exists(path)
                ? $"{path} {Directory.GetLastWriteTimeUtc(path):O}"
                : $"{path} {File.GetLastWriteTimeUtc(path):O} {Convert.ToBase64String(File.ReadAllBytes(path))}"),
    ];
}
