using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Policies;

/// <summary>
/// Opens files that other programs may replace at any time, without ever waiting. .NET would wait at a pipe until it has a writer. On
/// Linux, the numbers and layouts here are the same on every processor that .NET supports; on other systems .NET's own functions are used.
/// </summary>
static partial class RegularFile
{
    const int NonBlocking = 0x800, CloseOnExecute = 0x8_0000;
    const int EmptyPath = 0x1000, CurrentFolder = -100;
    const uint BasicFields = 0x7ff;
    const int TypeMask = 0xf000, Regular = 0x8000;

    /// <summary>
    /// Opens a file for reading and reads its state. Throws an <see cref="IOException"/> or a <see cref="NotSupportedException"/> if that
    /// fails, or if the path is a folder, a pipe or a device.
    /// </summary>
    public static FileStream Open(string path, out FileLook look)
    {
        var file = OperatingSystem.IsLinux()
            ? open(path, NonBlocking | CloseOnExecute)
            : File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            look = file.IsInvalid ? throw new IOException(Marshal.GetLastPInvokeErrorMessage()) : LookAt(file);
            return new FileStream(file, FileAccess.Read, bufferSize: 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the state of an open file.</summary>
    public static FileLook LookAt(SafeFileHandle file)
    {
        // Old sandboxes forbid this call.
        if (!OperatingSystem.IsLinux() || statx(file, "", EmptyPath, BasicFields, out var status) != 0)
        {
            var written = File.GetLastWriteTimeUtc(file).Ticks;
            return new(RandomAccess.GetLength(file), new(written, 0), default, 0, 0);
        }
        return status.Look ?? throw new IOException("it is not a regular file");
    }

    /// <summary>
    /// Reads the state of a file, or of the file that a link leads to. Null if that fails or it is not a regular file. Never throws.
    /// </summary>
    public static FileLook? LookAt(string path)
    {
        if (OperatingSystem.IsLinux() && statx(CurrentFolder, path, 0, BasicFields, out var status) == 0)
            return status.Look;
        try
        {
            var file = new FileInfo(path);
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? new(file.Length, new(file.LastWriteTimeUtc.Ticks, 0), default, 0, 0) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // For example a link to itself, or a folder without access.
            return null;
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle folder, string path, int flags, uint fields, out Status status);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint fields, out Status status);

    /// <summary>struct statx: the fields used here, of its 256 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct Status
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong File;
        [FieldOffset(40)] public ulong Length;
        [FieldOffset(96)] public FileTime Changed;
        [FieldOffset(112)] public FileTime Written;
        [FieldOffset(136)] public ulong Device;

        /// <summary>The state of a regular file; null for anything else.</summary>
        public readonly FileLook? Look => (Mode & TypeMask) == Regular ? new((long)Length, Written, Changed, File, Device) : null;
    }
}
