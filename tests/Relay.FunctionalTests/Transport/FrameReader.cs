using System.Buffers.Binary;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Reads the frames that a server wrote into a row of bytes.</summary>
static class FrameReader
{
    public static IReadOnlyList<RawFrame> ReadAll(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<RawFrame>();
        while (bytes.Length > 0)
        {
            var (header, length) = (bytes[1] & 0x7F) switch
            {
                126 => (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
                127 => (10, (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])),
                var small => (2, small),
            };
            frames.Add(new RawFrame(bytes[0] & 0x0F, bytes.Slice(header, length).ToArray(), bytes[0] >= 0x80, (bytes[0] >> 4) & 7));
            bytes = bytes[(header + length)..];
        }
        return frames;
    }
}
