using System.Buffers.Binary;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// A place in a list of events, as 13 bytes whose order is that of NIP-01: the complement of <c>created_at</c> in 5 bytes, so that newer
/// events come first, and the first 8 bytes of the id. Events with the same place are ordered by their whole ids, outside the database.
/// </summary>
/// <param name="CreatedAt">The time, below 2^40.</param>
/// <param name="IdPrefix">The first 8 bytes of the id.</param>
readonly record struct ListPlace(long CreatedAt, ulong IdPrefix) : IComparable<ListPlace>
{
    /// <summary>The bytes of a place.</summary>
    public const int Size = 13;

    /// <summary>The latest time that a place can hold: the year 36812.</summary>
    public const long MaxCreatedAt = (1L << 40) - 1;

    /// <summary>The place before all others.</summary>
    public static ListPlace First => new(MaxCreatedAt, 0);

    /// <summary>The place after all others.</summary>
    public static ListPlace Last => new(0, ulong.MaxValue);

    /// <summary>The place of an event.</summary>
    public static ListPlace Of(EventView e) => new(e.CreatedAt, e.Id.Prefix);

    /// <summary>The place right after this one. Not for the last one.</summary>
    public ListPlace Next() => IdPrefix == ulong.MaxValue ? new(CreatedAt - 1, 0) : new(CreatedAt, IdPrefix + 1);

    /// <summary>The position after every event with this place, and before all others.</summary>
    public EventPosition End
    {
        get
        {
            Span<byte> id = stackalloc byte[Bytes32.Size];
            id.Fill(0xFF);
            BinaryPrimitives.WriteUInt64BigEndian(id, IdPrefix);
            return new EventPosition(CreatedAt, new Bytes32(id));
        }
    }

    /// <summary>Whether a position comes after every event with this place.</summary>
    public bool IsPassedBy(EventPosition position) => End.CompareTo(position) <= 0;

    /// <summary>Reads a place.</summary>
    public static ListPlace Read(ReadOnlySpan<byte> bytes) => new(
        MaxCreatedAt - ((long)bytes[0] << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[1..])),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[5..]));

    /// <summary>The bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        var age = MaxCreatedAt - CreatedAt;
        bytes[0] = (byte)(age >> 32);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)age);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(5), IdPrefix);
        return bytes;
    }

    /// <inheritdoc/>
    public int CompareTo(ListPlace other) =>
        CreatedAt != other.CreatedAt ? other.CreatedAt.CompareTo(CreatedAt) : IdPrefix.CompareTo(other.IdPrefix);
}
