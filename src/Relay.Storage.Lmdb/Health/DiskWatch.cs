using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>Looks whether the store's folder is where it was and whether enough of its disk is free, and tells the store's health.</summary>
sealed class DiskWatch(StoreDisk disk, StoreHealth health)
{
    public void Look()
    {
        // What is written into files without a name is gone with the process.
        if (disk.HasStore)
            health.End(StoreCause.Folder);
        else
            health.Begin(StoreCause.Folder, RemovalsOnly("the store's folder was moved or removed", "the relay's store was moved or removed"));
        // A volume that cannot be asked has what it had.
        if (disk.Free is not { } free)
            return;
        var least = disk.LeastFree;
        if (free >= least)
            health.End(StoreCause.Disk);
        else
            health.Begin(StoreCause.Disk, RemovalsOnly($"less than {least >> 20} MiB of disk are free", "the relay's disk is almost full"));
    }

    static StoreComplaint RemovalsOnly(string reason, string answer) =>
        new(new StoreCondition(StoreState.RemovalsOnly, reason), $"error: {answer}; only deletions are taken");
}
