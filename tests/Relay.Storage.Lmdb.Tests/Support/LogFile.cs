using System.Buffers.Binary;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Reads the log's file without the library, as other processes and the next start would find it.</summary>
static class LogFile
{
    const int PageSize = 4096;

    // For each of the two meta pages: a page header, magic 4, version 4, address 8, map size 8, two tables of 48, last page 8.
    static readonly int TransactionOffset = LmdbFormat.Default.HeaderBytes + 4 + 4 + 8 + 8 + (2 * 48) + 8;

    public static string PathOf(string store) => Path.Combine(store, "log", "data.mdb");

    /// <summary>The number of the newest transaction whose meta page is written.</summary>
    public static long LastTransaction(string store)
    {
        using var file = new FileStream(PathOf(store), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var pages = new byte[2 * PageSize];
        file.ReadExactly(pages);
        return Math.Max(Transaction(pages), Transaction(pages.AsSpan(PageSize)));
    }

    static long Transaction(ReadOnlySpan<byte> page) => BinaryPrimitives.ReadInt64LittleEndian(page[TransactionOffset..]);
}
