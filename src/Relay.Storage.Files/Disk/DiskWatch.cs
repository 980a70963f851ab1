using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>
/// Checks that a store's files are in their folder and that the disk has enough room, and reports to the store's health. It also keeps a
/// reserve for removals. Only one thread at a time may call <see cref="Look"/>; any thread may call <see cref="TryMakeRoom"/>.
/// </summary>
/// <param name="disk">The volume.</param>
/// <param name="files">The store's files.</param>
/// <param name="freeInside">The bytes inside the files that later writes can use; 0 if that is unknown.</param>
/// <param name="logger">For the messages of the store.</param>
public sealed class DiskWatch(StoreDisk disk, StoreFiles files, Func<long> freeInside, ILogger logger) : IStoreWatch
{
    readonly Ballast _reserve = new(disk.Folder);
    bool _isLow;

    /// <inheritdoc/>
    public void Look(StoreHealth health)
    {
        // The reserve may exist from a time when the settings kept some of the disk free.
        if (disk.Reserve == 0)
            _reserve.Release();
        // The store's files have lost their names: everything written to them is lost when the process ends.
        if (files.AreIn(disk.Folder))
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
        _isLow = free < enough && free + freeInside() < enough;
        if (_isLow)
            Complain(health);
        else
            health.End(StoreCause.Disk);
        if (disk.Reserve > 0 && free >= least + disk.Reserve)
            _reserve.Fill(disk.Reserve);
    }

    /// <summary>
    /// Gives the reserve back to a full disk, so that the failed write can be tried again. False if there is no reserve, or if there is
    /// other room.
    /// </summary>
    public bool TryMakeRoom(StoreHealth health)
    {
        if (disk.Free is not { } free || free >= disk.Reserve || !_reserve.Release())
            return false;
        FolderMessages.ReserveUsed(logger, disk.Reserve >> 20);
        // Complains now, because events would use the space before the next look.
        Complain(health);
        return true;
    }

    void Complain(StoreHealth health) => health.Begin(
        StoreCause.Disk, RemovalsOnly($"less than {disk.LeastFree >> 20} MiB of disk are free", "the relay's disk is almost full"));

    static StoreComplaint RemovalsOnly(string reason, string answer) =>
        new(new StoreCondition(StoreState.RemovalsOnly, reason), $"error: {answer}; only deletions are taken");
}
