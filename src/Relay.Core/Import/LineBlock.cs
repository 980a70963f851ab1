using System.Buffers;

namespace Relay.Core;

/// <summary>Some whole lines of a file, in a pooled buffer.</summary>
sealed class LineBlock(byte[] buffer, int length, long firstLine) : IDisposable
{
    /// <summary>The number of the first line, from 1.</summary>
    public long FirstLine { get; } = firstLine;

    /// <summary>Whether the block stands for one line that was too long to keep.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>The lines with their line feeds, which only the file's last line may lack.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
