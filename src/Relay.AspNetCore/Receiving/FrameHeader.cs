using System.Buffers.Binary;

namespace Relay.AspNetCore;

/// <summary>
/// The header of a frame from server to client (RFC 6455, section 5.2): one whole message, not masked.
/// <code>
/// FIN, RSV1 (deflated), opcode   1
/// length                         1, or 126 and 2 more big-endian, or 127 and 8 more
/// </code>
/// </summary>
static class FrameHeader
{
    public const byte Text = 0x81;
    public const byte DeflatedText = 0xC1;
    public const byte Close = 0x88;
    public const byte Ping = 0x89;
    public const byte Pong = 0x8A;

    /// <summary>The longest payload of a control frame.</summary>
    public const int MaxControlPayload = 125;

    public static int Size(int payloadLength) => payloadLength switch
    {
        <= MaxControlPayload => 2,
        <= ushort.MaxValue => 4,
        _ => 10,
    };

    /// <summary>Writes the header in its shortest form, as RFC 6455 demands, and returns its size.</summary>
    public static int Write(Span<byte> frame, byte type, int payloadLength)
    {
        frame[0] = type;
        var size = Size(payloadLength);
        switch (size)
        {
            case 2:
                frame[1] = (byte)payloadLength;
                break;
            case 4:
                frame[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payloadLength);
                break;
            default:
                frame[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)payloadLength);
                break;
        }
        return size;
    }
}
