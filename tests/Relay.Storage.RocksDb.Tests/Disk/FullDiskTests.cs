using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>A full disk refuses events with a reason, loses nothing, and is over when there is room.</summary>
public sealed class FullDiskTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task What_was_acknowledged_on_a_disk_that_fills_up_is_there_after_a_restart()
    {
        using var disk = new SmallDisk(16 * 1024);
        await using var test = new TemporaryStore(path: Path.Combine(disk.Path, "store"));
        var (stored, refused) = await FillAsync(test);

        Assert.Contains("disk is full", refused.Message, StringComparison.Ordinal);
        await AssertReadableAsync(test, stored);
        await test.CloseAsync();
        var message = Record.Exception(test.Open)?.Message;
        if (message is not null)
            Assert.Equal($"The store in {test.Path} cannot be opened because its disk is full. Make room and start again.", message);
        else
            await test.CloseAsync();
        using var larger = new TemporaryFolder();
        await using var moved = new TemporaryStore(path: Path.Combine(larger.Path, "store"));
        await moved.CloseAsync();
        Directory.Delete(moved.Path, recursive: true);
        CopyFolder(test.Path, moved.Path);
        moved.Open();
        await AssertReadableAsync(moved, stored);
    }

    [Fact]
    public async Task Events_are_stored_again_once_there_is_room()
    {
        using var disk = new SmallDisk(64 * 1024);
        await using var test = new TemporaryStore(path: Path.Combine(disk.Path, "store"));
        await test.StoreAsync(Large(test, 0));
        disk.Fill();
        var (stored, _) = await FillAsync(test);
        disk.Empty();

        var e = Large(test, -1);
        await Eventually.HoldsAsync(() => IsStored(test, e), "room");
        await AssertReadableAsync(test, [.. stored, e]);
    }

    [Fact]
    public async Task A_store_does_not_open_on_a_full_disk_and_says_so()
    {
        using var disk = new SmallDisk(1024);
        disk.Fill();
        using var folder = new TemporaryFolder();
        await using var test = new TemporaryStore(path: Path.Combine(folder.Path, "store"));
        var options = new RocksDbStoreOptions { Path = Path.Combine(disk.Path, "store") };

        var refusal = Assert.Throws<StoreException>(() => RocksDbEngine.Open(options, test.Time)).Message;
        Assert.StartsWith($"The store in {options.Path} cannot be opened", refusal, StringComparison.Ordinal);
    }

    /// <summary>Tries once. The database finds out by itself that there is room, after some seconds.</summary>
    static bool IsStored(TemporaryStore test, NostrEvent e) =>
        test.Store.AdmitAsync(e, default).AsTask().GetAwaiter().GetResult().Status is StoreStatus.Stored or StoreStatus.Duplicate;

    /// <summary>An event that does not compress.</summary>
    static NostrEvent Large(TemporaryStore test, int i)
    {
        var bytes = new byte[40_000];
        new Random(i).NextBytes(bytes);
        return Unsigned.Note(Author, test.Time.Now, $"{i} {Convert.ToBase64String(bytes)}");
    }

    /// <summary>Stores events until one is refused.</summary>
    static async Task<(List<NostrEvent> Stored, StoreResult Refused)> FillAsync(TemporaryStore test)
    {
        var stored = new List<NostrEvent>();
        for (var i = 1; i < 10_000; i++)
        {
            var e = Large(test, i);
            var result = await test.Store.AdmitAsync(e, default).AsTask().Within("an answer");
            if (result.Status != StoreStatus.Stored)
                return (stored, result);
            stored.Add(e);
        }
        throw new InvalidOperationException("The disk is never full.");
    }

    static async Task AssertReadableAsync(TemporaryStore test, IReadOnlyList<NostrEvent> stored)
    {
        var found = (await test.QueryAsync(new Filter())).Select(e => e.Id).ToHashSet();
        Assert.DoesNotContain(stored, e => !found.Contains(e.Id));
    }

    static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
