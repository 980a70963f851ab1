using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Checks that the store's folder is in its place and has enough room, and reports to the store's health. It also keeps a reserve for
/// removals. Only one thread at a time may call <see cref="Look"/>; any thread may call <see cref="UseReserve"/>.
/// </summary>
sealed class DiskWatch(StoreDisk disk, StoreHealth health, Ballast reserve, EventLog log, PostingIndex index, ILogger logger)
{
    bool _isLow;

    public void Look()
    {
        // The reserve may exist from a time when the settings kept some of the disk free.
        if (disk.Reserve == 0)
            reserve.Release();
        // The store's files have lost their names: everything written to them is lost when the process ends.
        if (disk.HasStore)
            health.End(StoreCause.Folder);
        else
        {
            health.Begin(
                StoreCause.Folder, RemovalsOnly("the store's folder was moved or removed", "the relay's store was moved or removed"));
        }
        // If the volume cannot be asked, the last state stays.
        if (disk.Free is not { } free)
            return;
        // Ending the trouble takes an eighth more, so that the state does not change with every event that is stored or removed.
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
    /// Gives the reserve back to a full disk, so that the failed write can be tried again. False if there is no reserve, or if there is
    /// other room.
    /// </summary>
    public bool UseReserve()
    {
        if (disk.Free is not { } free || free >= disk.Reserve || !reserve.Release())
            return false;
        StoreMessages.ReserveUsed(logger, disk.Reserve >> 20);
        // Complains now, because events would use the space before the next look.
        Complain();
        return true;
    }

    void Complain() => health.Begin(
        StoreCause.Disk, RemovalsOnly($"less than {disk.LeastFree >> 20} MiB of disk are free", "the relay's disk is almost full"));

    /// <summary>
    /// Bytes inside the files that later writes can use. An event needs room in both files, so the smaller number counts.
    /// </summary>
    long FreeInside() => Math.Min(log.Environment.CountFreeBytes(), index.Environment.CountFreeBytes());

    static StoreComplaint RemovalsOnly(string reason, string answer) =>
        new(new StoreCondition(StoreState.RemovalsOnly, reason), $"error: {answer}; only deletions are taken");
}
