using System.Buffers.Binary;

namespace Relay.Bench.Tests;

public sealed class FrameWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void Frames_are_masked_and_carry_their_payload(int length)
    {
        var payload = Payload(length);
        var writer = new FrameWriter();
        writer.Write(WebSocketOpcode.Text, payload);
        Assert.Equal(payload, Unmask(writer.Frames, out var rest));
        Assert.Equal(0, rest);
    }

    [Fact]
    public void Several_frames_follow_each_other()
    {
        var writer = new FrameWriter();
        writer.Write(WebSocketOpcode.Text, Payload(7));
        Payload(300).CopyTo(writer.Reserve(400));
        writer.Commit(WebSocketOpcode.Text, 300);
        Assert.Equal(Payload(7), Unmask(writer.Frames, out var rest));
        Assert.Equal(Payload(300), Unmask(writer.Frames[^rest..], out rest));
        Assert.Equal(0, rest);
    }

    [Fact]
    public void Cleared_frames_are_gone()
    {
        var writer = new FrameWriter();
        writer.Write(WebSocketOpcode.Text, Payload(7));
        writer.Clear();
        Assert.True(writer.Frames.IsEmpty);
    }

    static byte[] Payload(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 31))];

    /// <summary>Reads the first frame as RFC 6455, section 5.2 has it.</summary>
    static byte[] Unmask(ReadOnlySpan<byte> frames, out int rest)
    {
        Assert.Equal(0x81, frames[0]);
        Assert.Equal(0x80, frames[1] & 0x80);
        long length = frames[1] & 0x7F;
        var at = 2;
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(frames[2..]);
            Assert.True(length > 125, "the shortest form of the length");
            at = 4;
        }
        else if (length == 127)
        {
            length = BinaryPrimitives.ReadInt64BigEndian(frames[2..]);
            Assert.True(length > ushort.MaxValue, "the shortest form of the length");
            at = 10;
        }
        var mask = frames.Slice(at, 4);
        Assert.NotEqual(0u, BinaryPrimitives.ReadUInt32BigEndian(mask));
        var payload = frames.Slice(at + 4, (int)length).ToArray();
        for (var i = 0; i < payload.Length; i++)
            payload[i] ^= mask[i % 4];
        rest = frames.Length - at - 4 - payload.Length;
        return payload;
    }
}
