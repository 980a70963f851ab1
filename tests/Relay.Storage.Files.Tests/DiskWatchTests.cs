using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Files.Tests;

/// <summary>The watch over a store's folder and its disk, without a store.</summary>
public sealed class DiskWatchTests
{
    const int KiB = 16 * 1024;

    readonly LogLines _lines = new();
    readonly StoreHealth _health;
    long _freeInside;

    public DiskWatchTests() => _health = new StoreHealth(_lines);

    [Fact]
    public void A_store_in_its_folder_on_a_disk_with_room_is_healthy()
    {
        using var folder = new TemporaryFolder();
        Mark(folder.Path);
        var watch = Watch(folder.Path, minFreeMiB: 0);
        watch.Look(_health);

        Assert.Equal(StoreCondition.Healthy, _health.Condition);
        Assert.False(watch.TryMakeRoom(_health));
        Assert.Empty(_lines.All);
    }

    [Fact]
    public void Files_that_are_gone_leave_removals_only_until_they_are_back()
    {
        using var folder = new TemporaryFolder();
        Mark(folder.Path);
        var watch = Watch(folder.Path, minFreeMiB: 0);
        watch.Look(_health);
        File.Delete(Path.Combine(folder.Path, "events.sqlite"));
        watch.Look(_health);
        Assert.Equal(new StoreCondition(StoreState.RemovalsOnly, "the store's folder was moved or removed"), _health.Condition);
        Assert.Equal("error: the relay's store was moved or removed; only deletions are taken", _health.Refusal);

        Mark(folder.Path);
        watch.Look(_health);
        Assert.Equal(StoreCondition.Healthy, _health.Condition);
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_removals_only_and_gives_them_its_reserve_once()
    {
        using var disk = new SmallDisk(KiB);
        Mark(disk.Path);
        var watch = Watch(disk.Path, minFreeMiB: 4);
        watch.Look(_health);
        Assert.Equal(StoreCondition.Healthy, _health.Condition);
        Assert.True(File.Exists(Path.Combine(disk.Path, "ballast")));

        disk.Fill();
        watch.Look(_health);
        Assert.Equal(new StoreCondition(StoreState.RemovalsOnly, "less than 4 MiB of disk are free"), _health.Condition);
        Assert.Equal("error: the relay's disk is almost full; only deletions are taken", _health.Refusal);

        Assert.True(watch.TryMakeRoom(_health));
        Assert.False(File.Exists(Path.Combine(disk.Path, "ballast")));
        Assert.False(watch.TryMakeRoom(_health));

        disk.Empty();
        watch.Look(_health);
        Assert.Equal(StoreCondition.Healthy, _health.Condition);
        Assert.True(File.Exists(Path.Combine(disk.Path, "ballast")));
    }

    [Fact]
    public void Room_inside_the_files_counts_as_free()
    {
        using var disk = new SmallDisk(KiB);
        Mark(disk.Path);
        var watch = Watch(disk.Path, minFreeMiB: 4);
        disk.Fill();
        watch.Look(_health);
        Assert.Equal(StoreState.RemovalsOnly, _health.Condition.State);

        _freeInside = 8 << 20;
        watch.Look(_health);
        Assert.Equal(StoreCondition.Healthy, _health.Condition);
    }

    DiskWatch Watch(string folder, int minFreeMiB) =>
        new(new StoreDisk(folder, minFreeMiB), StoreFiles.Sqlite, () => _freeInside, _lines);

    static void Mark(string folder) => File.WriteAllText(Path.Combine(folder, "events.sqlite"), "");
}
