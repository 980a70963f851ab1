using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Files;

/// <summary>
/// Linux file functions that .NET lacks: locks of an open file (OFD), which can be checked without being taken, and handles and syncs of
/// folders. For 64-bit Linux only, where the numbers and the layout are the same on all processors.
/// </summary>
static partial class LinuxFiles
{
    const int GetLock = 36, SetLock = 37;
    const short Exclusive = 1, Free = 2;
    const int PathOnly = 0x20_0000, CloseOnExecute = 0x8_0000;
    const int TryAgain = 11, AccessDenied = 13, Interrupted = 4;

    public static bool IsAvailable => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>
    /// Locks the whole file for this open handle. False if another handle holds the lock; null if the system has no such locks for the
    /// file.
    /// </summary>
    public static bool? TryLock(SafeFileHandle file)
    {
        var error = Call(file, SetLock, Exclusive, out _);
        return error == 0 ? true : error is TryAgain or AccessDenied ? false : null;
    }

    /// <summary>Gives the lock back, even if a child process that was just being started has inherited the handle.</summary>
    public static void Unlock(SafeFileHandle file) => Call(file, SetLock, Free, out _);

    /// <summary>Whether another handle holds the lock. Does not take the lock. Null if the system cannot tell.</summary>
    public static bool? IsLocked(SafeFileHandle file) => Call(file, GetLock, Exclusive, out var found) == 0 ? found != Free : null;

    /// <summary>Opens a folder, so that files in it can be named through the handle.</summary>
    public static SafeFileHandle OpenFolder(string path)
    {
        var folder = open(path, PathOnly | CloseOnExecute);
        if (!folder.IsInvalid)
            return folder;
        var error = Marshal.GetLastPInvokeError();
        folder.Dispose();
        throw new IOException($"The folder {path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Completes when the names of the files in a folder are on the disk.</summary>
    public static void SyncFolder(string path)
    {
        using var folder = open(path, CloseOnExecute);
        if (folder.IsInvalid || fsync(folder) != 0)
        {
            throw new IOException(
                $"The folder {path} cannot be synced: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    static int Call(SafeFileHandle file, int command, short type, out short found)
    {
        var range = new LockRange { Type = type };
        int error;
        do
            error = fcntl(file, command, ref range) == 0 ? 0 : Marshal.GetLastPInvokeError();
        while (error == Interrupted);
        found = range.Type;
        return error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, ref LockRange range);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    /// <summary>struct flock. Start and length 0 cover the file from its start to its end, wherever that is.</summary>
    struct LockRange
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
