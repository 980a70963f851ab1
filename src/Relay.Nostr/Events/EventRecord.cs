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
    internal const int IdOffset = 0;
    internal const int PublicKeyOffset = 32;
    internal const int SignatureOffset = 64;
    internal const int CreatedAtOffset = 128;
    internal const int KindOffset = 136;
    internal const int FlagsOffset = 138;
    internal const int TagsLengthOffset = 140;
    internal const int TagsOffset = 144;
    internal const int ExpirationSize = 8;

    internal const byte HasExpiration = 1;
    internal const byte IsProtected = 2;

    /// <summary>The item header for 64 hex digits that are stored as 32 bytes.</summary>
    internal const int HexItem = 1;

    /// <summary>Reads a number of up to five groups of seven bits, least significant first, and moves the offset past it.</summary>
    internal static int ReadVarint(ReadOnlySpan<byte> bytes, scoped ref int offset)
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

    internal static int WriteVarint(Span<byte> bytes, int value)
    {
        var length = 0;
        for (; value >= 0x80; value >>>= 7)
            bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        return length;
    }

    internal static int TagsLength(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record[TagsLengthOffset..]);
}
