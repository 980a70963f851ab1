namespace Relay.Storage.Files;

/// <summary>The volume that a store's folder is on.</summary>
/// <param name="folder">The folder.</param>
/// <param name="minFreeMiB">New events are refused if less than this is free; null for the usual share of the volume.</param>
public sealed class StoreDisk(string folder, int? minFreeMiB)
{
    // Room for deletions, expiry and the index. On a small volume a twentieth of it.
    const long UsualBytes = 256 << 20;
    const int PartOfVolume = 20;

    // The space that removals use before they free any: some small slices of the index and pages of the log.
    const long UsualReserve = 8 << 20;
    const int ReservePartOfVolume = 50;

    /// <summary>The store's folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>The free bytes; null if the volume cannot be asked.</summary>
    public long? Free => Ask(static drive => drive.AvailableFreeSpace);

    /// <summary>New events are refused if fewer bytes are free.</summary>
    internal long LeastFree => minFreeMiB is { } set
        ? (long)set << 20
        : Math.Min(UsualBytes, Size / PartOfVolume);

    /// <summary>Bytes reserved for removals on a full disk; 0 if the settings keep nothing free.</summary>
    internal long Reserve => LeastFree == 0 ? 0 : Math.Min(UsualReserve, Size / ReservePartOfVolume);

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
