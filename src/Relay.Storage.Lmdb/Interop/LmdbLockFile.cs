namespace Relay.Storage.Lmdb;

/// <summary>
/// The file <c>lock.mdb</c> of an environment, in which LMDB keeps its readers. LMDB maps it and writes into the map, so a hole in it for
/// which a full disk has no block would end the process (SIGBUS), at the start or at the first reader more than ever before.
/// </summary>
static class LmdbLockFile
{
    /// <summary>More than LMDB makes of it for 1,024 readers; it then sets the length itself.</summary>
    const long NewBytes = 128 * 1024;

    /// <summary>
    /// Takes the blocks of the file before LMDB maps it; throws if the disk has none. For a path that is not open in this process: to close
    /// the file gives up LMDB's locks on it.
    /// </summary>
    public static void Reserve(string environment, bool mayCreate)
    {
        if (OperatingSystem.IsWindows() || !LinuxFiles.IsAvailable)
            return;
        try
        {
            using var file = new FileStream(Path.Combine(environment, "lock.mdb"), new FileStreamOptions
            {
                Mode = mayCreate ? FileMode.OpenOrCreate : FileMode.Open,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
                UnixCreateMode = mayCreate ? UnixFileMode.UserRead | UnixFileMode.UserWrite : null,
            });
            if (!LinuxFiles.TryTakeBlocks(file.SafeFileHandle, file.Length > 0 ? file.Length : NewBytes))
                throw new LmdbException(LmdbError.DiskFull, $"The disk has no room for the file lock.mdb in {environment}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No such file, or none that may be written: LMDB says what that means.
        }
    }
}
