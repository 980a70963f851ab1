using System.Buffers;

namespace Relay.AspNetCore;

/// <summary>
/// The memory of frames. The first segments of connections have a stack of their own: a live event takes one for every receiver
/// before the first is written, on one thread, and others give them back, which is more than the shared pool keeps. Thread-safe.
/// </summary>
static class SegmentPool
{
    /// <summary>The first segment after idleness: a live event to ten thousand connections must not take a large one for each.</summary>
    internal const int FirstSegmentSize = 4 * 1024;

    // 16 MiB at most, and only after a live event to so many.
    const int MaxKept = 4096;

    static readonly Lock Gate = new();
    static readonly Stack<byte[]> Kept = new();

    /// <summary>A segment of at least this size.</summary>
    internal static byte[] Rent(int size)
    {
        if (size > FirstSegmentSize)
            return ArrayPool<byte>.Shared.Rent(size);
        lock (Gate)
        {
            if (Kept.TryPop(out var segment))
                return segment;
        }
        return GC.AllocateUninitializedArray<byte>(FirstSegmentSize);
    }

    internal static void Return(byte[] segment)
    {
        if (segment.Length != FirstSegmentSize)
        {
            ArrayPool<byte>.Shared.Return(segment);
            return;
        }
        lock (Gate)
        {
            if (Kept.Count < MaxKept)
                Kept.Push(segment);
        }
    }
}
