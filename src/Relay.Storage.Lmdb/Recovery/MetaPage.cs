using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Lmdb;

/// <summary>
/// One of the two pages at the beginning of a data file. Commits write them in turn.
/// <code>
///  0  page header     16
/// 16  magic            4
/// 20  version          4
/// 24  address          8   not used
/// 32  map size         8
/// 40  free pages      48   TableRecord, whose pad is the size of a page
/// 88  tables          48   TableRecord
/// 136 last page        8
/// 144 transaction      8
/// </code>
/// </summary>
/// <param name="PageBytes">Bytes of a page.</param>
/// <param name="Free">The tree of free pages.</param>
/// <param name="Main">The tree of tables.</param>
/// <param name="LastPage">The last page ever used. It may never have been written.</param>
/// <param name="Transaction">The number of the commit that wrote this page.</param>
readonly record struct MetaPage(int PageBytes, TableRecord Free, TableRecord Main, long LastPage, long Transaction)
{
    const int Size = 152, LeastPageBytes = 512;
    const uint Magic = 0xBEEFC0DE, Version = 1;

    /// <summary>
    /// Reads both pages. Both must be sound, because liblmdb trusts either, and their transactions must follow each other.
    /// </summary>
    public static MetaPage ReadNewest(SafeFileHandle file)
    {
        var first = Read(file, 0, 0);
        var second = Read(file, 1, first.PageBytes);
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

    static MetaPage Read(SafeFileHandle file, int number, long offset)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (!PageFile.TryRead(file, offset, bytes))
            throw new DamageException("the file ends in its meta pages.");
        if (BinaryPrimitives.ReadInt64LittleEndian(bytes) != number
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]) != TreePage.Meta
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) != Version)
            throw new DamageException($"page {number} is no meta page.");
        var free = TableRecord.Read(bytes[40..]);
        var main = TableRecord.Read(bytes[88..]);
        var meta = new MetaPage(
            (int)free.Pad, free, main,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[136..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[144..]));
        if (meta.PageBytes is < LeastPageBytes or > TreePage.MaxBytes || !int.IsPow2(meta.PageBytes))
            throw new DamageException($"meta page {number} says that a page has {free.Pad} bytes.");
        if (free.Flags != TableRecord.IntegerKeys || main.Flags != 0 || main.Pad != 0 || meta.LastPage < 1 || meta.Transaction < 0)
            throw new DamageException($"meta page {number} is damaged.");
        return meta;
    }
}
