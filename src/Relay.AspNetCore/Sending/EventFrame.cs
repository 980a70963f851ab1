using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>Writes <c>["EVENT", id, event]</c> as one frame, directly into the buffer that is sent.</summary>
static class EventFrame
{
    /// <summary>Writes the frame of a message whose event is already JSON.</summary>
    public static int Write(Span<byte> frame, SubscriptionId id, ReadOnlySpan<byte> json)
    {
        var at = FrameHeader.Write(frame, FrameHeader.Text, StartLength(id) + json.Length + 1);
        at += WriteStart(frame[at..], id);
        json.CopyTo(frame[at..]);
        at += json.Length;
        frame[at++] = (byte)']';
        return at;
    }

    /// <summary>Writes the beginning of the same frame. The event and the closing bracket follow, with the given length.</summary>
    public static int WriteHead(Span<byte> frame, SubscriptionId id, int endLength)
    {
        var at = FrameHeader.Write(frame, FrameHeader.Text, StartLength(id) + endLength);
        return at + WriteStart(frame[at..], id);
    }

    /// <summary>Bytes to reserve for the beginning of a frame, deflated or not.</summary>
    public static int MaxHeadSize(SubscriptionId id) => FrameHeader.Size(int.MaxValue) + StoredBlockHeader + StartLength(id);

    public static int MaxSize(SubscriptionId id, ReadOnlySpan<byte> json) =>
        FrameHeader.Size(int.MaxValue) + StartLength(id) + json.Length + 1;

    /// <summary>Writes the frame of a message whose event is a record.</summary>
    public static int Write(Span<byte> frame, SubscriptionId id, EventView e)
    {
        var reserved = FrameHeader.Size(MaxPayload(id, e));
        var payload = frame[reserved..];
        var length = WriteStart(payload, id);
        length += EventJson.Write(e, payload[length..]);
        payload[length++] = (byte)']';
        var header = FrameHeader.Write(frame, FrameHeader.Text, length);
        // The room kept for the header was for the longest possible payload. A shorter payload may have a shorter header.
        if (header != reserved)
            payload[..length].CopyTo(frame[header..]);
        return header + length;
    }

    public static int MaxSize(SubscriptionId id, EventView e)
    {
        var payload = MaxPayload(id, e);
        return FrameHeader.Size(payload) + payload;
    }

    /// <summary>
    /// Writes the frame of a deflated message (RFC 7692) in two parts: a stored block with the part that differs between receivers,
    /// then the block that all receivers share, with the event and the closing bracket.
    /// <code>
    /// 00                  1   not the last block, stored; the rest of the byte is padding
    /// length              2   little-endian
    /// its complement      2
    /// ["EVENT","id",
    /// shared block        …   without the 00 00 FF FF that ends a flush
    /// </code>
    /// </summary>
    public static int WriteDeflated(Span<byte> frame, SubscriptionId id, ReadOnlySpan<byte> body)
    {
        var at = WriteDeflatedHead(frame, id, body.Length);
        body.CopyTo(frame[at..]);
        return at + body.Length;
    }

    /// <summary>Writes the beginning of the same frame. The shared block follows, with the given length.</summary>
    public static int WriteDeflatedHead(Span<byte> frame, SubscriptionId id, int bodyLength)
    {
        var start = StartLength(id);
        var at = FrameHeader.Write(frame, FrameHeader.DeflatedText, StoredBlockHeader + start + bodyLength);
        frame[at] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(frame[(at + 1)..], (ushort)start);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[(at + 3)..], (ushort)~start);
        at += StoredBlockHeader;
        return at + WriteStart(frame[at..], id);
    }

    public static int MaxDeflatedSize(SubscriptionId id, ReadOnlySpan<byte> body) =>
        FrameHeader.Size(int.MaxValue) + StoredBlockHeader + StartLength(id) + body.Length;

    const int StoredBlockHeader = 5;

    static ReadOnlySpan<byte> BeforeId => "[\"EVENT\",\""u8;

    static ReadOnlySpan<byte> AfterId => "\","u8;

    static int StartLength(SubscriptionId id) => BeforeId.Length + id.Escaped.Length + AfterId.Length;

    static int MaxPayload(SubscriptionId id, EventView e) => StartLength(id) + EventJson.MaxLength(e) + 1;

    static int WriteStart(Span<byte> destination, SubscriptionId id)
    {
        var escaped = id.Escaped;
        BeforeId.CopyTo(destination);
        escaped.CopyTo(destination[BeforeId.Length..]);
        AfterId.CopyTo(destination[(BeforeId.Length + escaped.Length)..]);
        return BeforeId.Length + escaped.Length + AfterId.Length;
    }
}
