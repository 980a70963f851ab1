using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Lmdb;

/// <summary>Reserves blocks of the disk for a file. For 64-bit Linux only, where the numbers are the same on all processors.</summary>
static partial class LinuxBlocks
{
    const int KeepSize = 1;
    const int NoSpace = 28, QuotaExceeded = 122;

    public static bool IsAvailable => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>
    /// Reserves blocks for the first bytes of a file without changing its length. False if the disk is full. Does nothing, and returns
    /// true, if the file system cannot reserve blocks.
    /// </summary>
    public static bool TryTake(SafeFileHandle file, long bytes) =>
        fallocate(file, KeepSize, 0, bytes) == 0 || Marshal.GetLastPInvokeError() is not (NoSpace or QuotaExceeded);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);
}
