using Relay.AspNetCore;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>When a message has begun and when it is complete, as the message time-out sees it.</summary>
public sealed class MessageBoundsTests
{
    public static TheoryData<int> Lengths => [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_message_is_under_way_from_its_first_byte_to_its_last(int length)
    {
        var frame = new RawFrame(RawFrame.Text, new byte[length]).Encode();
        var guard = NewGuard();
        for (var at = 0; at < frame.Length; at++)
        {
            Assert.Equal((at > 0, 0), (guard.IsWithinMessage, guard.Messages));
            guard.Look(frame.AsSpan(at, 1));
        }
        Assert.Equal((false, 1), (guard.IsWithinMessage, guard.Messages));
    }

    [Fact]
    public void A_message_in_fragments_is_one_message_whatever_control_frames_come_between()
    {
        var guard = NewGuard();
        Follow(ref guard, RawFrame.OfText("a", isFinal: false));
        Follow(ref guard, new RawFrame(RawFrame.Ping, [1, 2, 3]));
        Follow(ref guard, new RawFrame(RawFrame.Continuation, [], IsFinal: false));
        Follow(ref guard, new RawFrame(RawFrame.Pong, []));
        Assert.Equal((true, 0), (guard.IsWithinMessage, guard.Messages));

        Follow(ref guard, new RawFrame(RawFrame.Continuation, [1]));

        Assert.Equal((false, 1), (guard.IsWithinMessage, guard.Messages));
    }

    [Fact]
    public void Half_a_control_frame_is_unfinished_too()
    {
        var guard = NewGuard();
        var ping = new RawFrame(RawFrame.Ping, [1, 2, 3]).Encode();
        guard.Look(ping.AsSpan(0, 4));
        Assert.True(guard.IsWithinMessage);
        guard.Look(ping.AsSpan(4));
        Assert.False(guard.IsWithinMessage);
    }

    [Fact]
    public void However_the_bytes_are_cut_the_same_messages_are_counted()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] bytes = [.. Enumerable.Range(0, 200).SelectMany(_ => new RawFrame(RawFrame.Text, new byte[random.Next(300)]).Encode())];
        var guard = NewGuard();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, 700), bytes.Length - at);
            guard.Look(bytes.AsSpan(at, length));
            at += length;
        }
        Assert.Equal(200, guard.Messages);
    }

    static FrameGuard NewGuard() => new(isDeflated: false, maxMessageBytes: 512 * 1024);

    static void Follow(ref FrameGuard guard, RawFrame frame) => guard.Look(frame.Encode());
}
