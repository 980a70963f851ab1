using System.Buffers.Binary;

namespace Relay.Nostr;

/// <summary>
/// The packed record: one event as bytes, the same on disk, in memory and while it is served. Little-endian.
/// <code>
///   0  id          32
///  32  public key  32
///  64  signature   64
/// 128  created_at   8
/// 136  kind         2
/// 138  flags        1   bit 0: expiration follows the content, bit 1: a "-" tag
/// 139  zero         1
/// 140  tags length  4
/// 144  tags             per tag: varint count, then per item varint h and its bytes
///                       h = 1: 32 bytes standing for 64 lowercase hex digits; h even: h / 2 bytes of JSON-escaped UTF-8
///   …  content          JSON-escaped UTF-8, to the end (or to the expiration)
///   …  expiration   8   only with flag bit 0
/// </code>
/// </summary>
static class EventRecord
{
    public const int IdOffset = 0;
    public const int PublicKeyOffset = 32;
    public const int SignatureOffset = 64;
    public const int CreatedAtOffset = 128;
    public const int KindOffset = 136;
    public const int FlagsOffset = 138;
    public const int TagsLengthOffset = 140;
    public const int TagsOffset = 144;
    public const int ExpirationSize = 8;

    public const byte HasExpiration = 1;
    public const byte IsProtected = 2;

    /// <summary>The item header for 64 hex digits that are stored as 32 bytes.</summary>
    public const int HexItem = 1;

    /// <summary>Reads a number of up to five groups of seven bits, least significant first, and moves the offset past it.</summary>
    public static int ReadVarint(ReadOnlySpan<byte> bytes, scoped ref int offset)
    {
        int b = bytes[offset++];
        if (b < 0x80)
            return b;
        var value = b & 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            b = bytes[offset++];
            value |= (b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }

    public static int WriteVarint(Span<byte> bytes, int value)
    {
        var length = 0;
        for (; value >= 0x80; value >>>= 7)
            bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        return length;
    }

    public static int TagsLength(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record[TagsLengthOffset..]);
}
