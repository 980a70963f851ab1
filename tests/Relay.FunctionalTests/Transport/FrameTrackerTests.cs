using Relay.AspNetCore;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class FrameTrackerTests
{
    public static TheoryData<int> Lengths => [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_message_is_under_way_from_its_first_byte_to_its_last(int length)
    {
        foreach (var isMasked in new[] { true, false })
        {
            var frame = new RawFrame(RawFrame.Text, new byte[length]).Encode(isMasked);
            var tracker = new FrameTracker();
            for (var at = 0; at < frame.Length; at++)
            {
                Assert.Equal(at > 0, IsUnderWay(tracker));
                tracker.Follow(frame.AsSpan(at, 1));
            }
            Assert.Equal(2, tracker.Turns);
        }
    }

    [Fact]
    public void A_message_in_fragments_is_one_message_whatever_control_frames_come_between()
    {
        var tracker = new FrameTracker();
        Follow(ref tracker, RawFrame.OfText("a", isFinal: false));
        Follow(ref tracker, new RawFrame(RawFrame.Ping, [1, 2, 3]));
        Follow(ref tracker, new RawFrame(RawFrame.Continuation, [], IsFinal: false));
        Follow(ref tracker, new RawFrame(RawFrame.Pong, []));
        Assert.Equal(1, tracker.Turns);

        Follow(ref tracker, new RawFrame(RawFrame.Continuation, [1]));

        Assert.Equal(2, tracker.Turns);
    }

    [Fact]
    public void Half_a_control_frame_is_unfinished_too()
    {
        var tracker = new FrameTracker();
        var ping = new RawFrame(RawFrame.Ping, [1, 2, 3]).Encode();
        tracker.Follow(ping.AsSpan(0, 4));
        Assert.True(IsUnderWay(tracker));
        tracker.Follow(ping.AsSpan(4));
        Assert.False(IsUnderWay(tracker));
    }

    [Fact]
    public void However_the_bytes_are_cut_the_same_messages_are_counted()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] bytes = [.. Enumerable.Range(0, 200).SelectMany(_ => new RawFrame(RawFrame.Text, new byte[random.Next(300)]).Encode())];
        var tracker = new FrameTracker();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, 700), bytes.Length - at);
            tracker.Follow(bytes.AsSpan(at, length));
            at += length;
        }
        Assert.Equal(400, tracker.Turns);
    }

    static bool IsUnderWay(in FrameTracker tracker) => tracker.Turns % 2 == 1;

    static void Follow(ref FrameTracker tracker, RawFrame frame) => tracker.Follow(frame.Encode());
}
