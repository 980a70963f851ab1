namespace Relay.Storage.Files;

/// <summary>
/// An exclusive lock on a file. The system releases it when the process ends, however it ends.
/// <para>
/// On Linux it is a lock of the open file (OFD). Such a lock also keeps out a second handle of the same process, can be checked
/// without being taken, and ignores .NET's switch <c>DOTNET_SYSTEM_IO_DISABLEFILELOCKING</c>. If there are no such locks (on other
/// systems and in some sandboxes), the file is opened exclusively. .NET does not report whether the system ignores that, so a second
/// handle is tried; if it can be opened, nothing is locked.
/// </para>
/// </summary>
sealed class FileLock : IDisposable
{
    /// <summary>
    /// How often an exclusive open is tried, and the milliseconds between tries. A command that checks the lock holds it for a moment.
    /// </summary>
    const int Attempts = 50, MillisecondsApart = 20;

    readonly FileStream _file;

    FileLock(FileStream file) => _file = file;

    /// <summary>
    /// Takes the lock; null if another process or handle holds it. Throws <see cref="NotSupportedException"/> if the file system has no
    /// locks.
    /// </summary>
    public static FileLock? TryTake(string path)
    {
        if (!LinuxFiles.IsAvailable)
            return TryTakeUnshared(path);
        // The file is shared with other processes that use OFD locks. A process that opened the file exclusively is still noticed, and
        // notices this one.
        if (TryOpen(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite) is not { } file)
            return null;
        var isTaken = LinuxFiles.TryLock(file.SafeFileHandle);
        if (isTaken == true)
            return new FileLock(file);
        file.Dispose();
        return isTaken is null ? TryTakeUnshared(path) : null;
    }

    /// <summary>Whether a process or another handle holds the lock.</summary>
    public static bool IsTaken(string path)
    {
        try
        {
            if (LinuxFiles.IsAvailable)
            {
                using var file = TryOpen(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                if (file is null)
                    return true;
                if (LinuxFiles.IsLocked(file.SafeFileHandle) is { } isLocked)
                    return isLocked;
            }
            using var own = TryOpen(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return own is null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (LinuxFiles.IsAvailable)
            LinuxFiles.Unlock(_file.SafeFileHandle);
        _file.Dispose();
    }

    public static FileLock? TryTakeUnshared(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (TryOpen(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) is { } file)
                return RequireLocked(file, path);
            if (attempt == Attempts)
                return null;
            Thread.Sleep(MillisecondsApart);
        }
    }

    static FileLock RequireLocked(FileStream file, string path)
    {
        using var second = TryOpen(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (second is null)
            return new FileLock(file);
        file.Dispose();
        throw new NotSupportedException("its file system gives no locks, or DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set");
    }

    /// <summary>Opens the file; null if another handle holds it exclusively.</summary>
    static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, mode, access, share, bufferSize: 0);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
    }

    // EWOULDBLOCK of Linux and macOS, and the sharing violation of Windows. Any other failure concerns the disk or the path, not a lock.
    static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x8007_0020);
}
