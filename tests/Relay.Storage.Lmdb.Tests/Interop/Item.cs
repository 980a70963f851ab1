using System.Buffers.Binary;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>List items that stand for numbers, big-endian in the last eight bytes, so that items are ordered like the numbers.</summary>
static class Item
{
    public static byte[] Of(ulong number, int size)
    {
        var item = new byte[size];
        BinaryPrimitives.WriteUInt64BigEndian(item.AsSpan(size - sizeof(ulong)), number);
        return item;
    }

    public static ulong Number(ReadOnlySpan<byte> item) => BinaryPrimitives.ReadUInt64BigEndian(item[^sizeof(ulong)..]);
}
