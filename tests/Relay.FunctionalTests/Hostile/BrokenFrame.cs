using System.IO.Compression;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A frame that a client must not send, and how the relay ends the connection.</summary>
sealed record BrokenFrame(string Name, int Status, string Reason, params byte[][] Frames)
{
    const int Compressed = 4;

    static readonly byte[] Ask = [.. "[\"REQ\",\"a\",{}]"u8];

    public static IEnumerable<BrokenFrame> All { get; } =
    [
        Protocol("a compressed ping", "only the first frame of a message may be marked as compressed", Marked(RawFrame.Ping)),
        Protocol("a compressed pong", "only the first frame of a message may be marked as compressed", Marked(RawFrame.Pong)),
        Protocol("a compressed close frame", "only the first frame of a message may be marked as compressed",
            new RawFrame(RawFrame.Close, [3, 232], Reserved: Compressed)),
        Protocol("a continuation marked as compressed", "only the first frame of a message may be marked as compressed",
            new(RawFrame.Text, Deflate(Ask)[..3], IsFinal: false, Compressed),
            new(RawFrame.Continuation, Deflate(Ask)[3..], Reserved: Compressed)),
        Protocol("the second reserved bit", "reserved bits are set", new RawFrame(RawFrame.Text, Ask, Reserved: 2)),
        Protocol("the third reserved bit", "reserved bits are set", new RawFrame(RawFrame.Ping, Ask, Reserved: 1)),
        Protocol("a reserved opcode", "unknown opcode", new RawFrame(3, Ask)),
        Protocol("a reserved opcode of control frames", "unknown opcode", new RawFrame(11, Ask)),
        Protocol("a fragmented ping", "a control frame must not be fragmented", new RawFrame(RawFrame.Ping, Ask, IsFinal: false)),
        Protocol("a long ping", "a control frame has at most 125 bytes", new RawFrame(RawFrame.Ping, new byte[126])),
        Protocol("a continuation of nothing", "a continuation must continue a message", new RawFrame(RawFrame.Continuation, Ask)),
        Protocol("a message within another", "a message began before the one before it ended",
            new(RawFrame.Text, Ask[..3], IsFinal: false), new(RawFrame.Text, Ask[3..])),
        Protocol(
            "a close frame of one byte", "a close frame holds a status that may be sent, and UTF-8", new RawFrame(RawFrame.Close, [3])),
        Protocol("a status that must not be sent", "a close frame holds a status that may be sent, and UTF-8", RawFrame.OfClose(1005)),
        Protocol("a status that nobody has defined", "a close frame holds a status that may be sent, and UTF-8", RawFrame.OfClose(2000)),
        Protocol("a close reason that is no UTF-8", "a close frame holds a status that may be sent, and UTF-8",
            new RawFrame(RawFrame.Close, [3, 232, 0xC3, 0x28])),
        new("a frame without a mask", 1002, "frames from clients must be masked", new RawFrame(RawFrame.Text, Ask).Encode(isMasked: false)),
        new("a length of 64 bits", 1002, "the length of a frame has at most 63 bits", [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]),
        Payload("text that is no UTF-8", "text must be UTF-8", new RawFrame(RawFrame.Text, [0xC3, 0x28])),
        Payload("text that ends within a character", "text must be UTF-8", new RawFrame(RawFrame.Text, [0xC3])),
        Payload("compressed text that is no UTF-8", "text must be UTF-8", new RawFrame(
            RawFrame.Text, Deflate([0xC3, 0x28]), Reserved: Compressed)),
        Payload("a reserved type of block", "the message cannot be inflated", new RawFrame(
            RawFrame.Text, [0x07, 1, 2, 3], Reserved: Compressed)),
        Payload("a stored block of two lengths", "the message cannot be inflated",
            new RawFrame(RawFrame.Text, [0, 5, 0, 1, 2, 65, 65, 65, 65, 65], Reserved: Compressed)),
        Payload("bytes after the last block", "the message cannot be inflated",
            new RawFrame(RawFrame.Text, [3, 0, 1, 2, 3, 4], Reserved: Compressed)),
        // Half a gigabyte is announced and none of it is sent.
        new("a frame announced too long", 1009, "a message has at most 524288 bytes here",
            [0x81, 0xFF, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0]),
        new("a compressed frame announced too long", 1009, "a message has at most 524288 bytes here",
            [0xC1, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]),
        new("a message of a thousand empty frames", 1008, "a message has at most 1024 frames here",
            Encode([new(RawFrame.Text, Ask, IsFinal: false), .. Enumerable.Repeat(
                new RawFrame(RawFrame.Continuation, [], IsFinal: false), 1024)])),
        new("hundreds of pings", 1008, "a client sends at most 500 control frames within seconds here",
            Encode([.. Enumerable.Repeat(new RawFrame(RawFrame.Ping, []), 501)])),
    ];

    public override string ToString() => Name;

    /// <summary>Deflates the message for permessage-deflate: flushed, without the bytes with which every flush ends.</summary>
    public static byte[] Deflate(ReadOnlySpan<byte> message)
    {
        var stream = new MemoryStream();
        using var deflate = new DeflateStream(stream, CompressionLevel.Optimal);
        deflate.Write(message);
        deflate.Flush();
        return stream.ToArray()[..^4];
    }

    static BrokenFrame Protocol(string name, string reason, params RawFrame[] frames) => new(name, 1002, reason, Encode(frames));

    static BrokenFrame Payload(string name, string reason, params RawFrame[] frames) => new(name, 1007, reason, Encode(frames));

    static RawFrame Marked(int opcode) => new(opcode, Ask, Reserved: Compressed);

    static byte[][] Encode(RawFrame[] frames) => Array.ConvertAll(frames, static frame => frame.Encode());
}
