using System.Buffers.Binary;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A page of a tree, or one that lies inside a node, read within bounds.
/// <code>
/// header of 0.9             of 1.0
///  0  own number       8    0
///                           8  transaction 8
///  8  size of an item  2   16  of a page of items
/// 10  flags            2   18
/// 12  lower            2   20  the end of the offsets; of an overflow page, the number of pages from here on: 4
/// 14  upper            2   22  the start of the nodes
/// 16  offsets of nodes 2 each, in the order of their keys; of a page of items, the items themselves, end to end
/// node: low 2 | high 2 | flags 2 | key length 2 | key | value
///       of a branch, low, high and flags are the number of the child
/// </code>
/// In 0.9 lower, upper and the offsets count from the start of the page, in 1.0 from the end of its header.
/// </summary>
readonly ref struct TreePage(ReadOnlySpan<byte> bytes, string table, long number, LmdbFormat format)
{
    public const ushort Branch = 0x01, Leaf = 0x02, Overflow = 0x04, Meta = 0x08, Dirty = 0x10, Items = 0x20, Sub = 0x40;
    public const ushort BigValue = 0x01, TableValue = 0x02, ListValue = 0x04;
    /// <summary>Bytes of the largest possible page.</summary>
    public const int MaxBytes = 32768;

    const int NodeBytes = 8;

    readonly ReadOnlySpan<byte> _bytes = bytes;

    public LmdbFormat Format => format;

    public ushort Flags => U16(Header - 6);

    public bool IsBranch => Flags == Branch;

    public int ItemBytes => U16(Header - 8);

    public int Count => (Lower - Header) / 2;

    public long Number => BinaryPrimitives.ReadInt64LittleEndian(_bytes);

    /// <summary>The transaction that wrote the page; 0 if the format does not note it.</summary>
    public long Transaction => Header == 16 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(_bytes[8..]);

    /// <summary>The number of pages from this overflow page on.</summary>
    public uint OverflowPages => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(Header - 4)..]);

    int Header => format.HeaderBytes;

    int Lower => U16(Header - 4) + format.OffsetsBegin;

    int Upper => U16(Header - 2) + format.OffsetsBegin;

    public ReadOnlySpan<byte> Item(int index) => _bytes.Slice(Header + index * ItemBytes, ItemBytes);

    public ReadOnlySpan<byte> Key(int index) => _bytes.Slice(Offset(index) + NodeBytes, U16(Offset(index) + 6));

    public long Child(int index) => U16(Offset(index)) | (long)U16(Offset(index) + 2) << 16 | (long)U16(Offset(index) + 4) << 32;

    public ushort NodeFlags(int index) => U16(Offset(index) + 4);

    /// <summary>The length of a value, in the node or elsewhere.</summary>
    public uint ValueLength(int index) => U16(Offset(index)) | (uint)U16(Offset(index) + 2) << 16;

    /// <summary>The content of the node: the value, or the number of the page where it begins.</summary>
    public ReadOnlySpan<byte> Value(int index)
    {
        var length = (NodeFlags(index) & BigValue) != 0 ? format.ReferenceBytes : (int)ValueLength(index);
        return _bytes.Slice(Offset(index) + NodeBytes + KeyRoom(Offset(index)), length);
    }

    /// <summary>Throws unless all offsets and lengths stay inside the page. The other members rely on it.</summary>
    public void RequireShape()
    {
        var (lower, upper) = (Lower, Upper);
        if (lower < Header || (lower & 1) != 0 || upper < lower || upper > _bytes.Length || Count == 0)
            throw Damage("has no proper bounds");
        if ((Flags & Items) == 0)
            RequireNodes(upper);
        else if (ItemBytes == 0 || Header + Count * ItemBytes > _bytes.Length
                 || upper - lower != _bytes.Length - Header - Count * ItemBytes)
            throw Damage("has no proper items");
    }

    public DamageException Damage(string what) => new(table, number, what);

    /// <summary>Checks that nodes fill the end of the page without a gap, and that each offset points to another one.</summary>
    void RequireNodes(int upper)
    {
        Span<ulong> starts = stackalloc ulong[MaxBytes / 128];
        starts.Clear();
        var nodes = 0;
        for (var at = upper; at < _bytes.Length; nodes++)
        {
            if ((at & 1) != 0 || at + NodeBytes > _bytes.Length)
                throw Damage("has a node that does not fit");
            starts[at / 128] |= 1UL << (at / 2 % 64);
            var length = (long)NodeBytes + KeyRoom(at);
            if (!IsBranch)
                length += (U16(at + 4) & BigValue) != 0 ? (uint)format.ReferenceBytes : U16(at) | (uint)U16(at + 2) << 16;
            if (at + length > _bytes.Length)
                throw Damage("has a node that does not fit");
            at += (int)(length + 1) & ~1;
        }
        if (nodes != Count)
            throw Damage($"has {nodes} nodes for {Count} keys");
        for (var i = 0; i < nodes; i++)
        {
            var at = Offset(i);
            if ((at & 1) != 0 || at >= _bytes.Length || (starts[at / 128] & 1UL << (at / 2 % 64)) == 0)
                throw Damage("has an offset where no node begins");
            starts[at / 128] &= ~(1UL << (at / 2 % 64));
        }
    }

    int Offset(int index) => U16(Header + 2 * index) + format.OffsetsBegin;

    /// <summary>The bytes from the start of a node's key to its value.</summary>
    int KeyRoom(int node) => format.PadsKeys ? (U16(node + 6) + 1) & ~1 : U16(node + 6);

    ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]);
}
