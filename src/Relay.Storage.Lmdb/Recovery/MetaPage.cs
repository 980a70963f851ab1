using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Lmdb;

/// <summary>
/// One of the two pages at the beginning of a data file. Commits write them in turn.
/// <code>
///  0  page header of the format
///  0  magic            4
///  4  version          4
///  8  address          8   not used
/// 16  map size         8
/// 24  free pages      48   TableRecord, whose pad is the size of a page
/// 72  tables          48   TableRecord
/// 120 last page        8
/// 128 transaction      8
/// </code>
/// </summary>
/// <param name="PageBytes">Bytes of a page.</param>
/// <param name="Free">The tree of free pages.</param>
/// <param name="Main">The tree of tables.</param>
/// <param name="LastPage">The last page ever used. It may never have been written.</param>
/// <param name="Transaction">The number of the commit that wrote this page.</param>
readonly record struct MetaPage(int PageBytes, TableRecord Free, TableRecord Main, long LastPage, long Transaction)
{
    const int Size = 136, LeastPageBytes = 512;

    /// <summary>
    /// Reads both pages. Both must be sound, because liblmdb trusts either, and their transactions must follow each other.
    /// </summary>
    public static MetaPage ReadNewest(SafeFileHandle file, LmdbFormat format)
    {
        var first = Read(file, format, 0, 0);
        var second = Read(file, format, 1, first.PageBytes);
        var (older, newer) = first.Transaction < second.Transaction ? (first, second) : (second, first);
        if (older.PageBytes != newer.PageBytes)
            throw new DamageException("the two meta pages differ in the size of a page.");
        // Both pages of a new file are of transaction 0. Later commits write them in turn.
        if (newer.Transaction != 0 && newer.Transaction != older.Transaction + 1)
            throw new DamageException($"the two meta pages are of the transactions {older.Transaction} and {newer.Transaction}.");
        if (newer.Transaction != 0 && (newer.Transaction & 1) != (newer == second ? 1 : 0))
            throw new DamageException(
                $"the meta pages of the transactions {older.Transaction} and {newer.Transaction} have changed places.");
        return newer;
    }

    static MetaPage Read(SafeFileHandle file, LmdbFormat format, int number, long offset)
    {
        Span<byte> page = stackalloc byte[format.HeaderBytes + Size];
        if (!PageFile.TryRead(file, offset, page))
            throw new DamageException("the file ends in its meta pages.");
        var header = new TreePage(page, "the file", number, format);
        if (header.Number != number || header.Flags != TreePage.Meta || !format.IsMeta(page))
            throw new DamageException($"page {number} is no meta page.");
        var bytes = page[format.HeaderBytes..];
        var free = TableRecord.Read(bytes[24..]);
        var main = TableRecord.Read(bytes[72..]);
        var meta = new MetaPage(
            (int)free.Pad, free, main,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[120..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[128..]));
        if (meta.PageBytes is < LeastPageBytes or > TreePage.MaxBytes || !int.IsPow2(meta.PageBytes))
            throw new DamageException($"meta page {number} says that a page has {free.Pad} bytes.");
        if (free.Flags != TableRecord.IntegerKeys || main.Flags != 0 || main.Pad != 0 || meta.LastPage < 1 || meta.Transaction < 0)
            throw new DamageException($"meta page {number} is damaged.");
        return meta;
    }
}
