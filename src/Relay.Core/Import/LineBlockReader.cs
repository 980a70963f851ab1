using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Relay.Core;

/// <summary>
/// Cuts a stream into blocks of whole lines. Only a line feed ends a line: events contain other characters that are line breaks elsewhere,
/// such as U+2028. Not thread-safe.
/// </summary>
sealed class LineBlockReader(Stream stream, int blockSize, int maxLineLength)
{
    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    byte[] _rest = [];
    long _nextLine = 1;
    bool _isAtEnd;
    ExceptionDispatchInfo? _failure;

    /// <summary>
    /// The next block; null at the end. Once a line is complete, <paramref name="isWaitedFor"/> decides whether to return the lines read so
    /// far or to fill the block. So a slow source is not held up, and a fast one gives large blocks. If the source fails, its last whole
    /// lines are returned first.
    /// </summary>
    public async ValueTask<LineBlock?> ReadAsync(Func<bool> isWaitedFor, CancellationToken cancel)
    {
        _failure?.Throw();
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(blockSize, _rest.Length));
        _rest.CopyTo(buffer, 0);
        var filled = _rest.Length;
        var whole = 0;
        var searched = 0;
        while (true)
        {
            var lineFeed = buffer.AsSpan(searched, filled - searched).LastIndexOf((byte)'\n');
            if (lineFeed >= 0)
                whole = searched + lineFeed + 1;
            searched = filled;
            if (_isAtEnd || whole > 0 && (_failure is not null || filled >= blockSize || isWaitedFor()))
                break;
            _failure?.Throw();
            if (whole == 0 && filled > maxLineLength)
                return await SkipLineAsync(buffer, cancel);
            if (filled == buffer.Length)
                buffer = Grow(buffer);
            try
            {
                var read = await stream.ReadAsync(buffer.AsMemory(filled), cancel);
                _isAtEnd = read == 0;
                filled += read;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
        }
        if (_isAtEnd)
            whole = filled;
        _rest = buffer[whole..filled];
        return whole > 0 ? Take(buffer, whole) : End(buffer);
    }

    LineBlock Take(byte[] buffer, int length)
    {
        var first = _nextLine;
        if (first == 1 && buffer.AsSpan(0, length).StartsWith(ByteOrderMark))
            buffer.AsSpan(0, ByteOrderMark.Length).Fill((byte)' ');
        _nextLine += buffer.AsSpan(0, length).Count((byte)'\n');
        return new LineBlock(buffer, length, first);
    }

    static LineBlock? End(byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    /// <summary>Reads to the end of a line that is already too long.</summary>
    async ValueTask<LineBlock?> SkipLineAsync(byte[] buffer, CancellationToken cancel)
    {
        _rest = [];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancel);
            var lineFeed = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            if (lineFeed >= 0)
                _rest = buffer[(lineFeed + 1)..read];
            _isAtEnd = read == 0;
            if (lineFeed >= 0 || _isAtEnd)
                return new LineBlock(buffer, 0, _nextLine++) { IsTooLong = true };
        }
    }

    static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
