using System.IO.Compression;

namespace Relay.Core;

/// <summary>Detects gzip by a stream's first two bytes.</summary>
static class GzipDetection
{
    /// <summary>The stream's content, decompressed if it is gzip. Disposing it disposes <paramref name="stream"/>.</summary>
    public static async ValueTask<Stream> OpenAsync(Stream stream, CancellationToken cancel)
    {
        var start = new byte[2];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        var whole = new PrefixedStream(start.AsMemory(0, length), stream);
        return start is [0x1F, 0x8B] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }
}
