using System.Security.Cryptography;

namespace Relay.Server;

/// <summary>
/// The key by which a running relay knows <c>relay doctor</c>: new at each start, in a file of the store's folder that only the relay's
/// user may read. With it, the doctor can ask through the public address which relay answers there. To all others the relay looks as
/// without it, so nobody can find out that two public addresses belong to one relay.
/// </summary>
static class DoctorKey
{
    public const int Bytes = 32;

    const string Name = "doctor.key";

    /// <summary>Writes a key into the folder. If that fails, as on a full disk, the doctor says that it has no key.</summary>
    public static void TryWrite(string folder, ReadOnlySpan<byte> key)
    {
        var path = PathIn(folder);
        try
        {
            File.Delete(path);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(key);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(folder);
        }
    }

    /// <summary>Deletes the key in the folder.</summary>
    public static void TryDelete(string folder)
    {
        try
        {
            File.Delete(PathIn(folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A key that stays is of no use once the relay has ended.
        }
    }

    /// <summary>The key in the folder; null if there is none or this user may not read it.</summary>
    public static byte[]? TryRead(string folder)
    {
        try
        {
            return File.ReadAllBytes(PathIn(folder)) is { Length: Bytes } key ? key : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A new key.</summary>
    public static byte[] Create() => RandomNumberGenerator.GetBytes(Bytes);

    static string PathIn(string folder) => Path.Combine(folder, Name);
}
