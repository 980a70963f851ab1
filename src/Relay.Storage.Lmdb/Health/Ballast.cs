using System.Security.Cryptography;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A file that holds nothing but a place on the disk: where others have filled it to the last byte it is deleted, and its place is for
/// removing events. Filled by one at a time; released by anyone, also while it is filled.
/// </summary>
sealed class Ballast(string folder)
{
    readonly string _path = Path.Combine(folder, "ballast");

    /// <summary>Makes the file if there is none of this size. What fails is left for the next time.</summary>
    public void Fill(long bytes)
    {
        try
        {
            var file = new FileInfo(_path);
            if (file.Exists && file.Length == bytes)
                return;
            using var stream = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var block = new byte[64 * 1024];
            // Zeros would take no place on some file systems.
            RandomNumberGenerator.Fill(block);
            for (var written = 0L; written < bytes; written += block.Length)
                stream.Write(block.AsSpan(0, (int)Math.Min(block.Length, bytes - written)));
            stream.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Release();
        }
    }

    /// <summary>Gives the place back to the disk; false if there was nothing to give.</summary>
    public bool Release()
    {
        try
        {
            if (!File.Exists(_path))
                return false;
            File.Delete(_path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
