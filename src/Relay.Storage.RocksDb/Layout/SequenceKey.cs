using System.Buffers.Binary;

namespace Relay.Storage.RocksDb;

/// <summary>A key of the family <c>events</c>: the number of the event, 8 bytes big-endian.</summary>
static class SequenceKey
{
    /// <summary>The bytes of a key.</summary>
    public const int Size = sizeof(long);

    /// <summary>Writes a key.</summary>
    public static void Write(long sequence, Span<byte> key) => BinaryPrimitives.WriteInt64BigEndian(key, sequence);

    /// <summary>Reads a key.</summary>
    public static long Read(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);
}
