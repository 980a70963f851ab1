using System.Buffers.Binary;
using System.Text;

namespace Relay.TestSupport;

/// <summary>One WebSocket frame as on the wire.</summary>
/// <param name="Opcode">0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong.</param>
/// <param name="Payload">The payload, unmasked.</param>
/// <param name="IsFinal">The FIN bit.</param>
/// <param name="Reserved">The bits RSV1 (4), RSV2 (2), RSV3 (1).</param>
public sealed record RawFrame(int Opcode, byte[] Payload, bool IsFinal = true, int Reserved = 0)
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    public string PayloadText => Encoding.UTF8.GetString(Payload);

    /// <summary>The status of a close frame; 1005, as RFC 6455 says, if it has none.</summary>
    public int CloseStatus => Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : 1005;

    public string CloseReason => Payload.Length > 2 ? Encoding.UTF8.GetString(Payload.AsSpan(2)) : "";

    public static RawFrame OfText(string text, bool isFinal = true) => new(Text, Encoding.UTF8.GetBytes(text), isFinal);

    public static RawFrame OfClose(int status, string reason = "")
    {
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return new RawFrame(Close, payload);
    }

    /// <summary>The bytes of the frame, masked as a client's must be, or unmasked, which a server must refuse.</summary>
    public byte[] Encode(bool isMasked = true)
    {
        var bytes = new List<byte> { (byte)((IsFinal ? 0x80 : 0) | (Reserved << 4) | Opcode) };
        var maskBit = isMasked ? 0x80 : 0;
        Span<byte> length = stackalloc byte[8];
        switch (Payload.Length)
        {
            case <= 125:
                bytes.Add((byte)(maskBit | Payload.Length));
                break;
            case <= ushort.MaxValue:
                bytes.Add((byte)(maskBit | 126));
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Payload.Length);
                bytes.AddRange(length[..2]);
                break;
            default:
                bytes.Add((byte)(maskBit | 127));
                BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)Payload.Length);
                bytes.AddRange(length);
                break;
        }
        byte[] mask = isMasked ? [0x12, 0x34, 0x56, 0x78] : [0, 0, 0, 0];
        if (isMasked)
            bytes.AddRange(mask);
        for (var i = 0; i < Payload.Length; i++)
            bytes.Add((byte)(Payload[i] ^ mask[i % 4]));
        return [.. bytes];
    }
}
