using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using ZstdSharp;

namespace Relay.Server;

/// <summary>Reads what was compressed with zstd. What is damaged is an <see cref="IOException"/>, as with other inputs.</summary>
sealed class ZstdInput : Stream
{
    const int MagicLength = 4;
    const int BufferSize = 64 * 1024;

    readonly DecompressionStream _content;

    ZstdInput(Stream compressed) => _content = new DecompressionStream(compressed);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// The input's content, decompressed if its first bytes are those of zstd or, if asked for, of gzip. Leaves the input open.
    /// </summary>
    public static async ValueTask<Stream> OpenAsync(Stream input, CancellationToken cancel, bool alsoGzip = false)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        // A read from a pipe or a terminal cannot be cancelled, so a cancelled caller stops waiting for it.
        var start = await reader.ReadAtLeastAsync(MagicLength, cancel).AsTask().WaitAsync(cancel);
        // At the end of its input, a terminal would be read again.
        if (start.Buffer.IsEmpty)
            return Null;
        var magic = start.Buffer.Slice(0, Math.Min(MagicLength, start.Buffer.Length)).ToArray();
        reader.AdvanceTo(start.Buffer.Start);
        var whole = reader.AsStream();
        if (IsMagic(magic))
            return new ZstdInput(whole);
        return alsoGzip && magic is [0x1F, 0x8B, ..] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _content.ReadAsync(buffer, cancellationToken);
        }
        catch (ZstdException exception) when (exception.Code == ZstdSharp.Unsafe.ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
        {
            throw new IOException("zstd needs more than 128 MiB of memory for it; decompress it first with: zstd -dc --long=31", exception);
        }
        catch (ZstdException exception)
        {
            throw new IOException($"the zstd data is damaged: {exception.Message}", exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Whether a frame begins so, or what parallel compressors put before one.</summary>
    static bool IsMagic(ReadOnlySpan<byte> start) => start is [0x28, 0xB5, 0x2F, 0xFD] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18];
}
