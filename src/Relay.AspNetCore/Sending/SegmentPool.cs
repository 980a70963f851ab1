namespace Relay.AspNetCore;

/// <summary>
/// The memory of frames and of messages. Segments of the usual sizes are kept on stacks of their own. For a live event one thread takes a
/// segment for every receiver before the first is written, and other threads give them back; that is more than the shared array pool keeps.
/// Thread-safe.
/// </summary>
static class SegmentPool
{
    /// <summary>
    /// The first segment after idleness, in bytes. It is small because a live event to ten thousand connections takes one for each.
    /// </summary>
    public const int FirstSegmentSize = 4 * 1024;

    /// <summary>Further segments, in bytes. One write then carries some 50 events, half of what Kestrel takes without waiting.</summary>
    public const int SegmentSize = 32 * 1024;

    /// <summary>Large segments, in bytes, for follow lists of some thousand keys.</summary>
    public const int LargeSegmentSize = 128 * 1024;

    // At most 16 MiB of each of the two usual sizes, less in a small container. Only live events to very many receivers fill that.
    static readonly SegmentStack First = new(FirstSegmentSize, ProcessShare.Of(64, atMost: 16 << 20));
    static readonly SegmentStack Further = new(SegmentSize, ProcessShare.Of(64, atMost: 16 << 20));
    static readonly SegmentStack Large = new(LargeSegmentSize, ProcessShare.Of(128, atMost: 4 << 20));

    /// <summary>A segment of at least this size. Sizes above 128 KiB, larger than nearly every event, are allocated and not kept.</summary>
    public static byte[] Rent(int size) => size switch
    {
        <= FirstSegmentSize => First.Take(),
        <= SegmentSize => Further.Take(),
        <= LargeSegmentSize => Large.Take(),
        _ => GC.AllocateUninitializedArray<byte>(size),
    };

    /// <summary>
    /// The next size for a message that has outgrown this one. It uses every kept size: allocating some dozen segments for messages of a
    /// follow list's size would cause a full garbage collection.
    /// </summary>
    public static long SizeAbove(int size) => size switch
    {
        < FirstSegmentSize => FirstSegmentSize,
        < SegmentSize => SegmentSize,
        < LargeSegmentSize => LargeSegmentSize,
        _ => 4L * size,
    };

    public static void Return(byte[] segment)
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

    /// <summary>Drops all segments that are not in use.</summary>
    public static void Trim()
    {
        First.Trim();
        Further.Trim();
        Large.Trim();
    }
}
