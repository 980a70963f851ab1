using Relay.AspNetCore;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>One thread takes a segment for every receiver of a live event, and other threads give them back once they are sent.</summary>
[Collection(nameof(AllocationTests))]
public sealed class SegmentPoolTests
{
    const int Connections = 1000;

    [Fact]
    public async Task Segments_come_back_whoever_returns_them()
    {
        await Task.Run(() => Return(Rent()), TestContext.Current.CancellationToken);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var segments = new byte[Connections][];
        var own = GC.GetAllocatedBytesForCurrentThread() - before;
        for (var i = 0; i < Connections; i++)
            segments[i] = SegmentPool.Rent(600);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before - own;
        Return(segments);

        Costs.AssertWithin(
            "bytes allocated by the relay", "take the first segments of 1,000 connections, which another thread gave back", allocated);
        Assert.Equal(Connections, segments.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SegmentPool.FirstSegmentSize)]
    [InlineData(SegmentPool.FirstSegmentSize + 1)]
    [InlineData(SegmentPool.SegmentSize)]
    [InlineData(SegmentPool.SegmentSize + 1)]
    public void A_segment_is_as_large_as_asked_for(int size)
    {
        var segment = SegmentPool.Rent(size);
        Assert.InRange(segment.Length, size, int.MaxValue);
        SegmentPool.Return(segment);
    }

    [Fact]
    public void A_message_grows_through_segments_that_are_kept()
    {
        Grow();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sizes = Grow();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal([SegmentPool.FirstSegmentSize, SegmentPool.SegmentSize, SegmentPool.LargeSegmentSize], sizes);
        Assert.InRange(allocated, 0, 1000);

        static List<int> Grow()
        {
            var sizes = new List<int>();
            for (var size = SegmentPool.SizeAbove(0); size <= SegmentPool.LargeSegmentSize; size = SegmentPool.SizeAbove(sizes[^1]))
            {
                var segment = SegmentPool.Rent((int)size);
                sizes.Add(segment.Length);
                SegmentPool.Return(segment);
            }
            return sizes;
        }
    }

    static byte[][] Rent() => [.. Enumerable.Range(0, Connections).Select(static _ => SegmentPool.Rent(600))];

    static void Return(byte[][] segments)
    {
        foreach (var segment in segments)
            SegmentPool.Return(segment);
    }
}
