using System.IO.Compression;

namespace Relay.Core;

/// <summary>Detects gzip by a stream's first bytes, and names formats that an import cannot read.</summary>
static class InputDetection
{
    const int StartLength = 6;

    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// The stream's text, decompressed if it is gzip and without a byte order mark. Throws <see cref="NotSupportedException"/> if the
    /// stream is in another format.
    /// </summary>
    public static async ValueTask<Stream> OpenAsync(Stream stream, CancellationToken cancel)
    {
        var (start, text) = await PeekAsync(stream, cancel);
        if (start is [0x1F, 0x8B, ..])
            (start, text) = await PeekAsync(new GZipStream(text, CompressionMode.Decompress), cancel);
        return ProblemOf(start) is { } problem ? throw new NotSupportedException(problem) : text;
    }

    static async ValueTask<(byte[] Start, Stream Whole)> PeekAsync(Stream stream, CancellationToken cancel)
    {
        var start = new byte[StartLength];
        // A read from a pipe or a terminal cannot be cancelled, so a cancelled caller stops waiting for it.
        var length = await stream.ReadAtLeastAsync(start, StartLength, throwOnEndOfStream: false, cancel).AsTask().WaitAsync(cancel);
        var prefix = start.AsMemory(0, length);
        var text = prefix.Span.StartsWith(ByteOrderMark) ? prefix[ByteOrderMark.Length..] : prefix;
        return (prefix.ToArray(), new PrefixedStream(text, stream));
    }

    static string? ProblemOf(ReadOnlySpan<byte> start) => start switch
    {
        // With or without a byte order mark: no text in UTF-8 begins so, and JSON has no zero bytes.
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] =>
            "the input is UTF-16; convert it to UTF-8 first, for example with: iconv -f UTF-16 -t UTF-8",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Compressed("zstd", "zstd -dc"),
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => Compressed("xz", "xz -dc"),
        [(byte)'B', (byte)'Z', (byte)'h', ..] => Compressed("bzip2", "bzip2 -dc"),
        [(byte)'P', (byte)'K', 3, 4, ..] => Compressed("zip", "unzip -p"),
        _ => null,
    };

    static string Compressed(string format, string command) =>
        $"the input is compressed with {format}; decompress it first, for example with: {command}";
}
