using System.Buffers.Binary;

namespace Relay.Storage.Postings;

/// <summary>
/// An entry of the lists <c>ids</c> and <c>expirations</c>, 13 bytes big-endian: 8 bytes to search by (the start of an id, or the second of
/// expiry) and 5 bytes of sequence number.
/// </summary>
public readonly record struct NumberedKey(ulong Key, long Sequence) : IComparable<NumberedKey>
{
    /// <summary>The bytes of an entry.</summary>
    public const int Size = 13;

    /// <summary>Reads an entry.</summary>
    public static NumberedKey Read(ReadOnlySpan<byte> item) => new(
        BinaryPrimitives.ReadUInt64BigEndian(item),
        (long)item[8] << 32 | BinaryPrimitives.ReadUInt32BigEndian(item[9..]));

    /// <summary>Writes an entry.</summary>
    public void Write(Span<byte> item)
    {
        BinaryPrimitives.WriteUInt64BigEndian(item, Key);
        item[8] = (byte)(Sequence >> 32);
        BinaryPrimitives.WriteUInt32BigEndian(item[9..], (uint)Sequence);
    }

    /// <inheritdoc/>
    public int CompareTo(NumberedKey other) => Key != other.Key ? Key.CompareTo(other.Key) : Sequence.CompareTo(other.Sequence);
}
