using System.Text;
using Relay.TestSupport;

namespace Relay.Bench.Tests;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public void Messages_are_found_however_the_bytes_arrive(int portion)
    {
        var sizes = new[] { 0, 1, 125, 126, 300, 65_535, 65_536, 5 };
        byte[] bytes = [.. sizes.SelectMany(static size => RawFrame.OfText(Text(size)).Encode(isMasked: false))];
        Assert.Equal(sizes.Select(Text), Read(new FrameReader(256), bytes, portion).Select(static message => message.Text));
    }

    [Fact]
    public void Fragments_become_one_message_and_control_frames_may_stand_between()
    {
        byte[] bytes =
        [
            0x01, 3, .. "one"u8, // text, not final
            0x89, 4, .. "ping"u8,
            0x00, 3, .. "two"u8, // continuation, not final
            0x80, 5, .. "three"u8, // continuation, final
            0x81, 4, .. "next"u8,
        ];
        Assert.Equal(
            [(WebSocketOpcode.Ping, "ping"), (WebSocketOpcode.Text, "onetwothree"), (WebSocketOpcode.Text, "next")],
            Read(new FrameReader(256), bytes, portion: 3));
    }

    [Fact]
    public void Compression_is_told_of_the_message_not_of_its_last_frame()
    {
        var reader = new FrameReader(256);
        Assert.Single(Read(reader, [0x41, 1, .. "a"u8, 0x80, 1, .. "b"u8], portion: 100));
        Assert.True(reader.IsCompressed);
        Assert.Single(Read(reader, [0x81, 1, .. "a"u8], portion: 100));
        Assert.False(reader.IsCompressed);
    }

    [Fact]
    public void A_masked_frame_of_a_relay_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Read(new FrameReader(256), RawFrame.OfText("x").Encode(isMasked: true), portion: 100));

    [Theory]
    [InlineData(0x80)]
    [InlineData(0x00)]
    public void A_continuation_of_nothing_is_refused(int first) =>
        Assert.Throws<InvalidDataException>(() => Read(new FrameReader(256), [(byte)first, 1, 65], portion: 100));

    [Fact]
    public void A_message_within_a_message_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Read(new FrameReader(256), [0x01, 1, 65, 0x01, 1, 65], portion: 100));

    [Fact]
    public void Reading_messages_allocates_nothing()
    {
        var ok = RawFrame.OfText("""["OK","id",true,""]""").Encode(isMasked: false);
        byte[] frames = [.. Enumerable.Repeat(ok, 50).SelectMany(static frame => frame)];
        var reader = new FrameReader(4096);
        Assert.Equal(50, CountAccepted(reader, frames)); // the first time, methods are compiled
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = CountAccepted(reader, frames);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(50, count);
        Assert.Equal(0, allocated);
    }

    static int CountAccepted(FrameReader reader, ReadOnlySpan<byte> frames)
    {
        frames.CopyTo(reader.Room().AsSpan());
        reader.Advance(frames.Length);
        var count = 0;
        while (reader.TryRead(out _, out var message))
            count += RelayReply.Parse(message).IsAccepted ? 1 : 0;
        return count;
    }

    static string Text(int size) => string.Concat(Enumerable.Range(0, size).Select(static i => (char)('a' + i % 26)));

    static List<(int Opcode, string Text)> Read(FrameReader reader, ReadOnlySpan<byte> bytes, int portion)
    {
        var messages = new List<(int, string)>();
        while (!bytes.IsEmpty)
        {
            var room = reader.Room().AsSpan();
            var size = Math.Min(portion, Math.Min(room.Length, bytes.Length));
            bytes[..size].CopyTo(room);
            bytes = bytes[size..];
            reader.Advance(size);
            while (reader.TryRead(out var opcode, out var payload))
                messages.Add((opcode, Encoding.UTF8.GetString(payload)));
        }
        return messages;
    }
}
