namespace Relay.Storage.Lmdb;

/// <summary>The volume that a store is on.</summary>
sealed class StoreDisk(string folder, int? minFreeMiB)
{
    // Room for deletions and expiry, which copy before they erase, and for the index; a small volume has less to copy.
    const long UsualBytes = 256 << 20;
    const int PartOfVolume = 20;

    readonly string _folder = Path.GetFullPath(folder);

    /// <summary>Bytes that are free, or null if the volume cannot be asked.</summary>
    public long? Free => Ask(static drive => drive.AvailableFreeSpace);

    /// <summary>Free bytes below which new events are refused.</summary>
    public long LeastFree => minFreeMiB is { } set
        ? (long)set << 20
        : Math.Min(UsualBytes, (Ask(static drive => drive.TotalSize) ?? long.MaxValue) / PartOfVolume);

    /// <summary>Whether the store's log is still where it was opened.</summary>
    public bool HasStore => DataFile.IsAt(Path.Combine(_folder, "log"));

    long? Ask(Func<DriveInfo, long> question)
    {
        try
        {
            return question(new DriveInfo(_folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
