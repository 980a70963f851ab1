using System.Security.Cryptography;

namespace Relay.Storage.Files;

/// <summary>
/// A file that only reserves disk space. If others fill the disk completely, the file is deleted and its space is used to remove events.
/// One thread at a time may fill it; any thread may release it, even while it is being filled.
/// </summary>
sealed class Ballast(string folder)
{
    readonly string _path = Path.Combine(folder, "ballast");

    /// <summary>Creates the file unless it has this size. If that fails it is tried again at the next call.</summary>
    public void Fill(long bytes)
    {
        try
        {
            var file = new FileInfo(_path);
            if (file.Exists && file.Length == bytes)
                return;
            using var stream = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var block = new byte[64 * 1024];
            // Random bytes, because zeros take no space on some file systems.
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

    /// <summary>Deletes the file. False if there was none or it cannot be deleted.</summary>
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
