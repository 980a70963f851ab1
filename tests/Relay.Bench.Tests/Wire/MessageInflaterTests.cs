using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Bench.Tests;

public sealed class MessageInflaterTests
{
    [Fact]
    public void Messages_may_refer_to_earlier_ones()
    {
        using var compressed = new MemoryStream();
        using var deflate = new DeflateStream(compressed, CompressionLevel.Optimal);
        using var inflater = new MessageInflater();
        foreach (var text in Texts())
        {
            compressed.SetLength(0);
            deflate.Write(text);
            deflate.Flush();
            Assert.Equal(text, inflater.Inflate(compressed.ToArray().AsSpan()[..^4]));
        }
        // The last message repeats an earlier one, so it is short only if the compressor remembered that.
        Assert.InRange(compressed.Length, 1, 200);
    }

    [Fact]
    public void Messages_may_stand_alone()
    {
        using var inflater = new MessageInflater();
        foreach (var text in Texts())
        {
            using var compressed = new MemoryStream();
            using var deflate = new DeflateStream(compressed, CompressionLevel.Fastest);
            deflate.Write(text);
            deflate.Flush();
            Assert.Equal(text, inflater.Inflate(compressed.ToArray().AsSpan()[..^4]));
        }
    }

    [Fact]
    public void A_message_may_end_with_a_last_block()
    {
        using var inflater = new MessageInflater();
        foreach (var text in Texts())
        {
            using var compressed = new MemoryStream();
            using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
                deflate.Write(text);
            compressed.WriteByte(0); // RFC 7692, section 7.2.3.4
            Assert.Equal(text, inflater.Inflate(compressed.ToArray()));
        }
    }

    static byte[][] Texts()
    {
        var long1 = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3_000).Select(static i => $"event {i} ")));
        // Hardly compressible, so that it takes the inflater several portions.
        var random = Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(50_000)));
        byte[] part = [.. random.AsSpan(0, 9_000)];
        return ["short"u8.ToArray(), "short"u8.ToArray(), long1, random, "x"u8.ToArray(), long1, part, part];
    }
}
