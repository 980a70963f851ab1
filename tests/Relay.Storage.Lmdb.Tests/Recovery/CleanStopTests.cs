using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A store that was closed properly is opened without a walk through its files, unless they have changed since.</summary>
public sealed class CleanStopTests
{
    static readonly string[] Files = ["log", "index"];

    [Fact]
    public async Task A_stop_is_clean_until_the_store_is_opened_again()
    {
        await using var test = await OpenFilledAsync();
        Assert.All(Files, file => Assert.False(CleanStop.IsTrue(test.Path, file)));
        await test.CloseAsync();
        Assert.All(Files, file => Assert.True(CleanStop.IsTrue(test.Path, file)));
        test.Open();
        Assert.All(Files, file => Assert.False(CleanStop.IsTrue(test.Path, file)));
    }

    [Fact]
    public async Task A_note_that_could_not_be_deleted_is_untrue_after_the_next_commit()
    {
        await using var test = await OpenFilledAsync();
        await test.CloseAsync();
        var note = Path.Combine(test.Path, "relay.clean");
        var kept = await File.ReadAllBytesAsync(note, TestContext.Current.CancellationToken);
        test.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Note(Unsigned.Key("b"), test.Time.Now));
        await File.WriteAllBytesAsync(note, kept, TestContext.Current.CancellationToken);

        Assert.All(Files, file => Assert.False(CleanStop.IsTrue(test.Path, file)));
    }

    [Theory]
    [InlineData("log")]
    [InlineData("index")]
    public async Task A_file_that_is_shorter_or_was_written_since_is_not_as_it_was(string environment)
    {
        await using var test = await OpenFilledAsync();
        await test.CloseAsync();
        var file = FilledStore.FileOf(test.Path, environment);
        var time = File.GetLastWriteTimeUtc(file);
        File.SetLastWriteTimeUtc(file, time.AddSeconds(1));
        Assert.False(CleanStop.IsTrue(test.Path, environment));
        File.SetLastWriteTimeUtc(file, time);
        Assert.True(CleanStop.IsTrue(test.Path, environment));

        using (var stream = new FileStream(file, FileMode.Open))
            stream.SetLength(stream.Length - 4096);
        File.SetLastWriteTimeUtc(file, time);
        Assert.False(CleanStop.IsTrue(test.Path, environment));
    }

    [Fact]
    public async Task A_check_looks_through_the_files_of_a_clean_stop_too()
    {
        await using var test = await OpenFilledAsync();
        await test.CloseAsync();
        using (var sound = StoreReader.Open(test.Path, looksThroughFiles: true))
            Assert.Equal("sound", sound.Check().Files);
        var file = FilledStore.FileOf(test.Path, "log");
        var time = File.GetLastWriteTimeUtc(file);
        using (var stream = new FileStream(file, FileMode.Open))
        {
            // Each page's own number.
            for (var page = 2; page < stream.Length / 4096; page++)
            {
                stream.Position = page * 4096;
                stream.WriteByte(0xFF);
            }
        }
        File.SetLastWriteTimeUtc(file, time);

        Assert.True(CleanStop.IsTrue(test.Path, "log"));
        var error = Assert.Throws<StoreException>(() => StoreReader.Open(test.Path, looksThroughFiles: true));
        Assert.Contains(" is not the page it should be. Restore it from a backup.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_beside_the_owner_does_not_look_through_the_files()
    {
        using var folder = new TemporaryFolder();
        await StoreOwnershipTests.Open(folder.Path).DisposeAsync();
        using var owner = await OwnerProcess.StartAsync("hold", folder.Path);
        using var reader = StoreReader.Open(folder.Path, looksThroughFiles: true);
        Assert.Equal("not looked through: a relay writes them", reader.Check().Files);
        await owner.EndAsync();
    }

    static async Task<TemporaryStore> OpenFilledAsync()
    {
        var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Both, Unsigned.Many(200, i => Unsigned.Note(Unsigned.Key("a"), test.Time.Now - i, $"{i}")));
        return test;
    }
}
