using System.Globalization;

namespace Relay.Server;

/// <summary>Compares the free space with what the relay keeps free and with the size of the store.</summary>
sealed class DiskCheck : IDoctorCheck
{
    // As the store decides it: 256 MiB, or a twentieth of a small volume.
    const long UsuallyLeast = 256L << 20;
    const int PartOfVolume = 20;

    /// <summary>A store that may grow only by this part of its size is warned of: weeks or months of a relay at work.</summary>
    const int PartOfStore = 10;

    public string Name => "disk";

    public string Purpose => "whether more is free than `Relay:Store:MinFreeDiskMiB`, and a tenth of the store's size beside it";

    public Task<IReadOnlyList<Finding>> RunAsync(ExaminedRelay relay, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Finding>>([Judge(relay)]);

    static Finding Judge(ExaminedRelay relay)
    {
        if (relay.Store.Type.Medium != StoreMedium.Folder || relay.Folder is not { } folder)
            return Finding.Skipped($"Relay:Store:Type is {relay.Store.Type.Name}, which keeps nothing on the disk");
        var drive = new DriveInfo(FileSystems.Nearest(folder));
        var free = drive.AvailableFreeSpace;
        var least = relay.Store.Common.MinFreeDiskMiB is { } set ? (long)set << 20 : Math.Min(UsuallyLeast, drive.TotalSize / PartOfVolume);
        var store = relay.Store.Type.FilesIn(folder).Sum(static file => new FileInfo(file).Length);
        var found = $"{MiB(free)} MiB are free at {folder}";
        if (free < least)
        {
            return Finding.Problem(
                $"{found}: with less than {MiB(least)} MiB the relay refuses new events",
                "Make room on the disk, or move the store to a larger one and set Relay:Store:Path. "
                + "Relay:Store:MinFreeDiskMiB sets how much must be free.");
        }
        return free < least + store / PartOfStore
            ? Finding.Warning(
                $"{found}, and the store has {MiB(store)} MiB: it has less than a tenth of its size to grow before new events are refused",
                "Make room on the disk, or move the store to a larger one and set Relay:Store:Path.")
            : Finding.Ok($"{found}; the store has {MiB(store)} MiB, and {MiB(least)} MiB are kept free");
    }

    static string MiB(long bytes) => (bytes >> 20).ToString("N0", CultureInfo.InvariantCulture);
}
