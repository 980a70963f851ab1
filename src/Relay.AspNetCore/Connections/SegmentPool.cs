using System.Buffers;

namespace Relay.AspNetCore;

/// <summary>
/// The memory of frames. Segments of the two usual sizes have stacks of their own: live events take one for every receiver before
/// the first is written, on one thread, and others give them back, which is more than the shared pool keeps. Thread-safe.
/// </summary>
static class SegmentPool
{
    /// <summary>The first segment after idleness: a live event to ten thousand connections must not take a large one for each.</summary>
    internal const int FirstSegmentSize = 4 * 1024;

    /// <summary>Further segments. Large enough that one write carries some 50 events, half of what Kestrel takes without waiting.</summary>
    internal const int SegmentSize = 32 * 1024;

    // 16 MiB of each at most, and only after live events to so many.
    static readonly SegmentStack First = new(FirstSegmentSize, maxKept: 4096);
    static readonly SegmentStack Further = new(SegmentSize, maxKept: 512);

    /// <summary>A segment of at least this size.</summary>
    internal static byte[] Rent(int size) => size switch
    {
        <= FirstSegmentSize => First.Take(),
        <= SegmentSize => Further.Take(),
        _ => ArrayPool<byte>.Shared.Rent(size),
    };

    internal static void Return(byte[] segment)
    {
        switch (segment.Length)
        {
            case FirstSegmentSize:
                First.Put(segment);
                break;
            case SegmentSize:
                Further.Put(segment);
                break;
            default:
                ArrayPool<byte>.Shared.Return(segment);
                break;
        }
    }
}
