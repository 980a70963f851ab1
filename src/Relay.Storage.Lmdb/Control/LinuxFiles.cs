using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Lmdb;

/// <summary>
/// What Linux does with files and .NET does not offer: locks of an open file (OFD), which can be asked for without being taken,
/// handles of folders, and blocks for a file. For 64-bit Linux, where the numbers and the layout are the same on every processor.
/// </summary>
static partial class LinuxFiles
{
    const int GetLock = 36, SetLock = 37;
    const short Exclusive = 1, Free = 2;
    const int PathOnly = 0x20_0000, CloseOnExecute = 0x8_0000;
    const int KeepSize = 1;
    const int TryAgain = 11, AccessDenied = 13, Interrupted = 4, NoSpace = 28, QuotaExceeded = 122;

    public static bool IsAvailable => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Locks the whole file for this open handle; null if the system gives no such locks for it.</summary>
    public static bool? TryLock(SafeFileHandle file)
    {
        var error = Call(file, SetLock, Exclusive, out _);
        return error == 0 ? true : error is TryAgain or AccessDenied ? false : null;
    }

    /// <summary>Gives the lock back, also where a child that was being started has inherited the handle.</summary>
    public static void Unlock(SafeFileHandle file) => Call(file, SetLock, Free, out _);

    /// <summary>Whether another handle holds the lock, which stays untouched; null if the system does not say.</summary>
    public static bool? IsLocked(SafeFileHandle file) => Call(file, GetLock, Exclusive, out var found) == 0 ? found != Free : null;

    /// <summary>Opens a folder, to name what is in it by the handle.</summary>
    public static SafeFileHandle OpenFolder(string path)
    {
        var folder = open(path, PathOnly | CloseOnExecute);
        if (!folder.IsInvalid)
            return folder;
        var error = Marshal.GetLastPInvokeError();
        folder.Dispose();
        throw new IOException($"The folder {path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}");
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

    /// <summary>
    /// Takes the blocks of the first bytes of a file, whose length stays as it is; false if the disk has none. Harmless where the file
    /// system cannot do that.
    /// </summary>
    public static bool TryTakeBlocks(SafeFileHandle file, long bytes) =>
        fallocate(file, KeepSize, 0, bytes) == 0 || Marshal.GetLastPInvokeError() is not (NoSpace or QuotaExceeded);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, ref LockRange range);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    /// <summary>struct flock: from the start of the file to its end, whatever that is, where both are 0.</summary>
    struct LockRange
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
