using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Looks whether the store's folder is where it was and whether there is enough room, and tells the store's health; and keeps a reserve
/// for removals. <see cref="Look"/> is called by one at a time, <see cref="UseReserve"/> by anyone.
/// </summary>
sealed class DiskWatch(StoreDisk disk, StoreHealth health, Ballast reserve, EventLog log, PostingIndex index, ILogger logger)
{
    bool _isLow;

    public void Look()
    {
        // Of a time when some of the disk was to stay free.
        if (disk.Reserve == 0)
            reserve.Release();
        // What is written into files without a name is gone with the process.
        if (disk.HasStore)
            health.End(StoreCause.Folder);
        else
        {
            health.Begin(
                StoreCause.Folder, RemovalsOnly("the store's folder was moved or removed", "the relay's store was moved or removed"));
        }
        // A volume that cannot be asked has what it had.
        if (disk.Free is not { } free)
            return;
        // An eighth more, so that the state does not change with each event that comes or goes.
        var least = disk.LeastFree;
        var enough = _isLow ? least + least / 8 : least;
        _isLow = free < enough && free + FreeInside() < enough;
        if (_isLow)
            Complain();
        else
            health.End(StoreCause.Disk);
        if (disk.Reserve > 0 && free >= least + disk.Reserve)
            reserve.Fill(disk.Reserve);
    }

    /// <summary>
    /// Gives the reserve back to a disk that is full, for what failed to be tried again; false if there is none, or other room.
    /// </summary>
    public bool UseReserve()
    {
        if (disk.Free is not { } free || free >= disk.Reserve || !reserve.Release())
            return false;
        StoreLog.ReserveUsed(logger, disk.Reserve >> 20);
        // At once: the next look would come after the events that take it.
        Complain();
        return true;
    }

    void Complain() => health.Begin(
        StoreCause.Disk, RemovalsOnly($"less than {disk.LeastFree >> 20} MiB of disk are free", "the relay's disk is almost full"));

    /// <summary>Bytes inside the files that are free for what is to come, which needs both.</summary>
    long FreeInside() => Math.Min(log.Environment.CountFreeBytes(), index.Environment.CountFreeBytes());

    static StoreComplaint RemovalsOnly(string reason, string answer) =>
        new(new StoreCondition(StoreState.RemovalsOnly, reason), $"error: {answer}; only deletions are taken");
}
