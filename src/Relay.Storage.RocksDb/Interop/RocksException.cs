using System.Runtime.InteropServices;

namespace Relay.Storage.RocksDb;

/// <summary>A failure that RocksDB reports.</summary>
sealed unsafe class RocksException(string message, bool isOfWrite = false) : Exception(message)
{
    /// <summary>Whether a commit failed. After that RocksDB takes no more of them.</summary>
    public bool IsOfWrite => isOfWrite;

    /// <summary>The disk, or a quota, is full.</summary>
    public bool IsDiskFull => Message.Contains("No space left", StringComparison.Ordinal)
        || Message.Contains("NoSpace", StringComparison.Ordinal) || Message.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Another process, or another store of this process, has the folder.</summary>
    public bool IsLocked => Message.Contains("lock", StringComparison.Ordinal) && Message.Contains("LOCK:", StringComparison.Ordinal)
        && !Message.Contains("Permission denied", StringComparison.Ordinal)
        && !Message.Contains("Read-only file system", StringComparison.Ordinal);

    /// <summary>Bytes are not what RocksDB wrote.</summary>
    public bool IsDamage => Message.StartsWith("Corruption:", StringComparison.Ordinal);

    /// <summary>Throws if a call has set an error.</summary>
    public static void ThrowIf(byte* error, bool isOfWrite = false)
    {
        if (error is null)
            return;
        // One line, whatever RocksDB has put into it.
        var message = (Marshal.PtrToStringUTF8((nint)error) ?? "").ReplaceLineEndings(" ").Trim();
        Rocks.rocksdb_free(error);
        throw new RocksException(message, isOfWrite);
    }
}
