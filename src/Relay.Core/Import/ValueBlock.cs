using System.Buffers;

namespace Relay.Core;

/// <summary>Some whole values of a file, in a pooled buffer.</summary>
/// <param name="buffer">The buffer, which the block returns.</param>
/// <param name="length">How many bytes of it count.</param>
/// <param name="firstLine">The number of the line in which the block begins, from 1.</param>
/// <param name="column">How many bytes of that line come before the block.</param>
sealed class ValueBlock(byte[] buffer, int length, long firstLine, long column) : IDisposable
{
    /// <summary>The number of the line in which the block begins, from 1.</summary>
    public long FirstLine { get; } = firstLine;

    /// <summary>How many bytes of that line come before the block.</summary>
    public long Column { get; } = column;

    /// <summary>Whether the block stands for one value that was too long to keep.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>The values and what stands between them.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
