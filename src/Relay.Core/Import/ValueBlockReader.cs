using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Relay.Core;

/// <summary>
/// Cuts a stream into blocks of whole values, wherever their lines end. A line from brace to brace is taken as it is, without a look at
/// what is between: files of events consist of such lines. Not thread-safe.
/// </summary>
sealed class ValueBlockReader(Stream stream, int blockSize, int maxValueLength)
{
    byte[] _rest = [];
    ValueScanner _scanner;
    int _whole;
    int _at;
    int _searched;
    long _line = 1;
    long _column;
    bool _isAtEnd;
    ExceptionDispatchInfo? _failure;

    /// <summary>
    /// The next block; null at the end. Once a value is complete, <paramref name="isWaitedFor"/> decides whether to return the values read
    /// so far or to fill the block. So a slow source is not held up, and a fast one gives large blocks. If the source fails, its last whole
    /// values are returned first.
    /// </summary>
    public async ValueTask<ValueBlock?> ReadAsync(Func<bool> isWaitedFor, CancellationToken cancel)
    {
        _failure?.Throw();
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(blockSize, _rest.Length));
        _rest.CopyTo(buffer, 0);
        var filled = _rest.Length;
        while (true)
        {
            Scan(buffer.AsSpan(0, filled));
            if (_isAtEnd || _whole > 0 && (_failure is not null || filled >= blockSize || isWaitedFor()))
                return Take(buffer, filled);
            _failure?.Throw();
            if (_scanner.IsWithin && _whole == 0 && filled > maxValueLength)
                return await SkipValueAsync(buffer, filled, cancel);
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
    }

    /// <summary>Moves past all values that are complete.</summary>
    void Scan(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            if (!_scanner.IsWithin)
            {
                var isFound = ValueScanner.TryFind(text, ref _at, _isAtEnd);
                _whole = _at;
                if (!isFound)
                    return;
                var startsLine = ValueScanner.StartsLine(text, _at, _column);
                if (startsLine && text[_at] == '{')
                {
                    var from = Math.Max(_searched, _at);
                    var lineFeed = text[from..].IndexOf((byte)'\n');
                    if (lineFeed >= 0 && ValueScanner.IsClosed(text[_at..(from + lineFeed)]))
                    {
                        _at = from + lineFeed + 1;
                        continue;
                    }
                    // A longer line may have many values, so its end is not waited for.
                    if (lineFeed < 0 && !_isAtEnd && text.Length - _at < Math.Min(blockSize, maxValueLength))
                    {
                        _searched = text.Length;
                        return;
                    }
                }
                _scanner.Start(text[_at], startsLine);
            }
            if (!_scanner.TryEnd(text, ref _at, _isAtEnd))
                return;
            _whole = _at;
        }
    }

    ValueBlock? Take(byte[] buffer, int filled)
    {
        var whole = _whole;
        _rest = buffer[whole..filled];
        _at -= whole;
        _searched = Math.Max(0, _searched - whole);
        _whole = 0;
        if (whole == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }
        var block = new ValueBlock(buffer, whole, _line, _column);
        Count(block.Bytes);
        return block;
    }

    /// <summary>Reads to the end of a value that is already too long.</summary>
    async ValueTask<ValueBlock> SkipValueAsync(byte[] buffer, int filled, CancellationToken cancel)
    {
        var (line, column) = (_line, _column);
        while (true)
        {
            Count(buffer.AsSpan(0, _at));
            buffer.AsSpan(_at..filled).CopyTo(buffer);
            filled -= _at;
            _at = 0;
            if (!_scanner.IsWithin)
                break;
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancel);
            _isAtEnd = read == 0;
            filled += read;
            _scanner.TryEnd(buffer.AsSpan(0, filled), ref _at, _isAtEnd);
        }
        _rest = buffer[..filled];
        _searched = 0;
        return new ValueBlock(buffer, 0, line, column) { IsTooLong = true };
    }

    void Count(ReadOnlySpan<byte> passed)
    {
        var lastLineFeed = passed.LastIndexOf((byte)'\n');
        _column = lastLineFeed < 0 ? _column + passed.Length : passed.Length - lastLineFeed - 1;
        _line += passed.Count((byte)'\n');
    }

    static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
