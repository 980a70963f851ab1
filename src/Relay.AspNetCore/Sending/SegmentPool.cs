namespace Relay.AspNetCore;

/// <summary>
/// The memory of frames and of messages. Segments of the usual sizes have stacks of their own: live events take one for every receiver
/// before the first is written, on one thread, and others give them back, which is more than the shared pool keeps. Thread-safe.
/// </summary>
static class SegmentPool
{
    /// <summary>The first segment after idleness: a live event to ten thousand connections must not take a large one for each.</summary>
    internal const int FirstSegmentSize = 4 * 1024;

    /// <summary>Further segments. Large enough that one write carries some 50 events, half of what Kestrel takes without waiting.</summary>
    internal const int SegmentSize = 32 * 1024;

    /// <summary>Follow lists of some thousand keys.</summary>
    internal const int LargeSegmentSize = 128 * 1024;

    // 16 MiB of the two usual ones, less in a small container, and only after live events to so many.
    static readonly SegmentStack First = new(FirstSegmentSize, ProcessShare.Of(64, atMost: 16 << 20));
    static readonly SegmentStack Further = new(SegmentSize, ProcessShare.Of(64, atMost: 16 << 20));
    static readonly SegmentStack Large = new(LargeSegmentSize, ProcessShare.Of(128, atMost: 4 << 20));

    /// <summary>
    /// A segment of at least this size. What is larger than nearly every event there is comes from the heap and is not kept.
    /// </summary>
    internal static byte[] Rent(int size) => size switch
    {
        <= FirstSegmentSize => First.Take(),
        <= SegmentSize => Further.Take(),
        <= LargeSegmentSize => Large.Take(),
        _ => GC.AllocateUninitializedArray<byte>(size),
    };

    /// <summary>
    /// The next size for a message that has outgrown this one. No kept size is left out: some dozen segments of the heap for messages of
    /// follow lists' size would cost a collection of everything.
    /// </summary>
    internal static long SizeAbove(int size) => size switch
    {
        < FirstSegmentSize => FirstSegmentSize,
        < SegmentSize => SegmentSize,
        < LargeSegmentSize => LargeSegmentSize,
        _ => 4L * size,
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
            case LargeSegmentSize:
                Large.Put(segment);
                break;
        }
    }

    /// <summary>Forgets what is not in use.</summary>
    internal static void Trim()
    {
        First.Trim();
        Further.Trim();
        Large.Trim();
    }
}
