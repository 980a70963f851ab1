namespace Relay.Storage.Lmdb;

/// <summary>
/// The file <c>lock.mdb</c> of an environment, in which LMDB keeps its table of readers. LMDB writes to it through a map. If the file had a
/// hole and the disk were full, such a write would end the process (SIGBUS), at the start or when there are more readers than ever before.
/// </summary>
static class LmdbLockFile
{
    /// <summary>Bytes, more than LMDB needs for 1,024 readers. LMDB sets the final length itself.</summary>
    const long NewBytes = 128 * 1024;

    /// <summary>
    /// Reserves the file's blocks before LMDB maps it. Throws if the disk is full. Only for a path that is not open in this process:
    /// closing the file would give up LMDB's locks on it.
    /// </summary>
    public static void Reserve(string environment, bool mayCreate)
    {
        if (OperatingSystem.IsWindows() || !LinuxBlocks.IsAvailable)
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
            if (!LinuxBlocks.TryTake(file.SafeFileHandle, file.Length > 0 ? file.Length : NewBytes))
                throw new LmdbException(
                    SystemErrors.CodeOf(SystemError.DiskFull), $"The disk has no room for the file lock.mdb in {environment}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file is missing or cannot be written. LMDB reports what that means.
        }
    }
}
