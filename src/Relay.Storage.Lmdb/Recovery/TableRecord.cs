using System.Buffers.Binary;

namespace Relay.Storage.Lmdb;

/// <summary>The record of one tree in a data file, 48 bytes (MDB_db).</summary>
readonly record struct TableRecord(
    uint Pad, ushort Flags, ushort Depth, long BranchPages, long LeafPages, long OverflowPages, long Entries, long Root)
{
    public const int Size = 48;

    public const ushort SortedItems = 0x04, IntegerKeys = 0x08, ItemsOfOneSize = 0x10;

    /// <summary>The root of a tree without pages.</summary>
    public const long NoRoot = -1;

    /// <summary>Whether keys are numbers.</summary>
    public bool HasIntegerKeys => (Flags & IntegerKeys) != 0;

    /// <summary>Whether values are lists of items.</summary>
    public bool HasLists => (Flags & SortedItems) != 0;

    public static TableRecord Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]));
}
