using System.Runtime.InteropServices;

namespace Relay.Server;

/// <summary>
/// Questions about files that .NET does not ask: what this user may do with one, and whose it is. On systems other than 64-bit Linux, the
/// user may do everything and the owner is not known.
/// </summary>
static partial class PosixFiles
{
    const int Execute = 1, Write = 2, Read = 4;
    const int CurrentFolder = -100;
    const uint OwnerField = 8;

    static bool IsAvailable => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public static bool MayRead(string path) => !IsAvailable || access(path, Read) == 0;

    public static bool MayWrite(string path) => !IsAvailable || access(path, Read | Write) == 0;

    /// <summary>Whether this user may make files in a folder.</summary>
    public static bool MayWriteIn(string folder) => !IsAvailable || access(folder, Read | Write | Execute) == 0;

    /// <summary>The number of the user who owns a file; null if it is not known.</summary>
    public static uint? OwnerOf(string path) =>
        IsAvailable && statx(CurrentFolder, path, 0, OwnerField, out var status) == 0 ? status.User : null;

    /// <summary>The name of a user, or the number if it has no name.</summary>
    public static string NameOf(uint user)
    {
        try
        {
            foreach (var line in File.ReadLines("/etc/passwd"))
            {
                if (line.Split(':') is [var name, _, var number, ..] && number == $"{user}")
                    return name;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Some containers have no such file.
        }
        return $"{user}";
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint fields, out Status status);

    /// <summary>struct statx: the owner, of its 256 bytes. The layout is the same on all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct Status
    {
        [FieldOffset(20)] public uint User;
    }
}
