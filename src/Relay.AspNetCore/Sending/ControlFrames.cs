using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace Relay.AspNetCore;

/// <summary>
/// Control frames that wait to be sent: at most one of each type, so that a flood of pings cannot make it grow (RFC 6455 allows answering
/// only the latest ping). Guarded by its outbox's lock.
/// </summary>
struct ControlFrames
{
    byte[]? _ping, _pong, _close;

    public readonly bool IsEmpty => _ping is null && _pong is null && _close is null;

    /// <summary>Whether a close frame waits or was sent. Later close frames are ignored.</summary>
    public bool IsClosing { get; private set; }

    public void Set(byte[] frame)
    {
        switch (frame[0])
        {
            case FrameHeader.Ping:
                _ping = frame;
                break;
            case FrameHeader.Pong:
                _pong = frame;
                break;
            case FrameHeader.Close when !IsClosing:
                _close = frame;
                IsClosing = true;
                break;
        }
    }

    /// <summary>
    /// Takes the next frame, or null: first a pong, then a ping. A close frame is taken only if nothing else is left to send.
    /// </summary>
    public byte[]? Take(bool isLast)
    {
        ref var slot = ref _pong;
        if (slot is null)
            slot = ref _ping;
        if (slot is null && isLast)
            slot = ref _close;
        var frame = slot;
        slot = null;
        return frame;
    }

    public static byte[] Ping() => [FrameHeader.Ping, 0];

    /// <summary>
    /// A close frame. The reason must be ASCII and at most 123 bytes. <see cref="WebSocketCloseStatus.Empty"/> makes a frame without
    /// payload.
    /// </summary>
    public static byte[] Close(WebSocketCloseStatus status, string reason)
    {
        if (status == WebSocketCloseStatus.Empty)
            return [FrameHeader.Close, 0];
        var frame = new byte[4 + reason.Length];
        FrameHeader.Write(frame, FrameHeader.Close, 2 + reason.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)status);
        Encoding.ASCII.GetBytes(reason, frame.AsSpan(4));
        return frame;
    }
}
