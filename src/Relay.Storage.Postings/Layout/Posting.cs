using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// An entry of a posting list, 16 bytes, one big-endian number:
/// <code>
/// created_at 40 | complement of the first 4 id bytes 32 | sequence 39 | has expiration 1 | kind 16
/// </code>
/// Read from its end, a list has the newest event first, and of equal times the lowest id first. Events that share the time and the
/// first 4 id bytes must be ordered by their whole ids.
/// </summary>
public readonly record struct Posting(ulong High, ulong Low) : IComparable<Posting>
{
    /// <summary>The bytes of a posting.</summary>
    public const int Size = 16;

    /// <summary>The latest created_at that a posting can hold: 40 bits, the year 36812.</summary>
    public const long MaxCreatedAt = (1L << 40) - 1;

    /// <summary>The greatest possible posting.</summary>
    public static Posting Max => new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>The posting of an event under its number.</summary>
    public static Posting Of(EventView e, long sequence)
    {
        var id = ~BinaryPrimitives.ReadUInt32BigEndian(e.Record);
        var flag = e.HasExpiration ? 1UL << 16 : 0;
        return new Posting(
            (ulong)e.CreatedAt << 24 | id >> 8,
            (ulong)(id & 0xFF) << 56 | (ulong)sequence << 17 | flag | e.Kind);
    }

    /// <summary>The greatest posting of events with this or an earlier created_at.</summary>
    public static Posting LastOf(long createdAt) =>
        createdAt >= MaxCreatedAt ? Max : new((ulong)createdAt << 24 | 0xFF_FFFF, ulong.MaxValue);

    /// <summary>Reads a posting.</summary>
    public static Posting Read(ReadOnlySpan<byte> item) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(item), BinaryPrimitives.ReadUInt64BigEndian(item[8..]));

    /// <summary>Writes a posting.</summary>
    public void Write(Span<byte> item)
    {
        BinaryPrimitives.WriteUInt64BigEndian(item, High);
        BinaryPrimitives.WriteUInt64BigEndian(item[8..], Low);
    }

    /// <summary>The event's created_at, in seconds since 1970.</summary>
    public long CreatedAt => (long)(High >> 24);

    /// <summary>The number of the event.</summary>
    public long Sequence => (long)(Low >> 17 & (1UL << 39) - 1);

    /// <summary>Whether the event has an expiration tag (NIP-40).</summary>
    public bool HasExpiration => (Low >> 16 & 1) != 0;

    /// <summary>The kind of the event.</summary>
    public ushort Kind => (ushort)Low;

    /// <summary>The next smaller posting. Not for the smallest one.</summary>
    public Posting Previous => Low == 0 ? new(High - 1, ulong.MaxValue) : new(High, Low - 1);

    /// <summary>Whether it is the smallest possible posting.</summary>
    public bool IsZero => (High | Low) == 0;

    /// <summary>
    /// Whether the two have the same time and the same first 4 id bytes, so that their order (NIP-01) depends on the whole ids.
    /// </summary>
    public bool TiesWith(Posting other) => High == other.High && Low >> 56 == other.Low >> 56;

    /// <summary>The smallest posting that ties with this one.</summary>
    public Posting LastOfGroup => new(High, Low & 0xFFUL << 56);

    /// <inheritdoc/>
    public int CompareTo(Posting other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>Whether it is older, or of the same second and later in the order of results.</summary>
    public static bool operator <(Posting left, Posting right) =>
        left.High < right.High || left.High == right.High && left.Low < right.Low;

    /// <summary>Whether it is newer, or of the same second and earlier in the order of results.</summary>
    public static bool operator >(Posting left, Posting right) => right < left;

    /// <summary>Whether it is equal, or after the other in the order of results.</summary>
    public static bool operator <=(Posting left, Posting right) => !(right < left);

    /// <summary>Whether it is equal, or before the other in the order of results.</summary>
    public static bool operator >=(Posting left, Posting right) => !(left < right);
}
