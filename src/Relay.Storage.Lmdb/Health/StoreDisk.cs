namespace Relay.Storage.Lmdb;

/// <summary>The volume that a store is on.</summary>
sealed class StoreDisk(string folder, int? minFreeMiB)
{
    // Room for deletions, for expiry and for the index; a small volume has less of them.
    const long UsualBytes = 256 << 20;
    const int PartOfVolume = 20;

    // What removals take before they give back: some small slices of the index and pages of the log.
    const long UsualReserve = 8 << 20;
    const int ReservePartOfVolume = 50;

    /// <summary>The store's folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Bytes that are free, or null if the volume cannot be asked.</summary>
    public long? Free => Ask(static drive => drive.AvailableFreeSpace);

    /// <summary>Free bytes below which new events are refused.</summary>
    public long LeastFree => minFreeMiB is { } set
        ? (long)set << 20
        : Math.Min(UsualBytes, Size / PartOfVolume);

    /// <summary>Bytes that the store keeps to itself for removals where others fill the disk; none where nothing is to stay free.</summary>
    public long Reserve => LeastFree == 0 ? 0 : Math.Min(UsualReserve, Size / ReservePartOfVolume);

    /// <summary>Whether the store's log is still where it was opened.</summary>
    public bool HasStore => DataFile.IsAt(Path.Combine(Folder, "log"));

    long Size => Ask(static drive => drive.TotalSize) ?? long.MaxValue;

    long? Ask(Func<DriveInfo, long> question)
    {
        try
        {
            return question(new DriveInfo(Folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
