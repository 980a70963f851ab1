using Relay.AspNetCore;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The headers of frames, in pieces of any size.</summary>
public sealed class FrameGuardTests
{
    const int MaxMessageBytes = 200_000;

    readonly int _seed = Environment.TickCount;
    readonly Random _random;

    public FrameGuardTests() => _random = new Random(_seed);

    [Fact]
    public void Conversations_without_a_mistake_pass_in_any_pieces()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        for (var i = 0; i < 100; i++)
        {
            var bytes = Conversation();
            var guard = new FrameGuard(isDeflated: true, MaxMessageBytes);
            foreach (var piece in Pieces(bytes))
                Assert.Equal((piece.Length, piece.Length), guard.Look(piece));
            Assert.Null(guard.Problem);
            Assert.False(guard.HasClosed);
            guard.Look(RawFrame.OfClose(1000).Encode());
            Assert.True(guard.HasClosed);
        }
    }

    [Fact]
    public void A_mistake_is_found_after_any_conversation_and_nothing_before_it_is_held_back()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        foreach (var broken in BrokenFrame.All.Where(
            static broken => broken.Status != 1007 && !broken.Reason.Contains("close frame", StringComparison.Ordinal)))
        {
            var conversation = Conversation();
            byte[] bytes = [.. conversation, .. broken.Frames.SelectMany(static frame => frame)];
            var guard = new FrameGuard(isDeflated: true, MaxMessageBytes);
            var good = 0;
            foreach (var piece in Pieces(bytes).TakeWhile(_ => guard.Problem is null))
                good += guard.Look(piece).Good;
            Assert.Equal(broken.Reason.Replace("524288", "200000", StringComparison.Ordinal), guard.Problem?.Reason);
            Assert.InRange(good, conversation.Length, bytes.Length);
        }
    }

    [Fact]
    public void Control_frames_are_counted_between_two_looks_of_the_timer()
    {
        var ping = new RawFrame(RawFrame.Ping, [1, 2, 3]).Encode();
        var guard = new FrameGuard(isDeflated: false, MaxMessageBytes);
        for (var ticks = 0; ticks < 3; ticks++)
        {
            for (var i = 0; i < FrameGuard.MaxControlFrames; i++)
                guard.Look(ping);
            guard.ForgetControlFrames();
        }
        Assert.Null(guard.Problem);
        for (var i = 0; i <= FrameGuard.MaxControlFrames; i++)
            guard.Look(ping);
        Assert.NotNull(guard.Problem);
    }

    [Fact]
    public void Frames_are_counted_for_each_message()
    {
        var guard = new FrameGuard(isDeflated: false, MaxMessageBytes);
        for (var messages = 0; messages < 3; messages++)
        {
            guard.Look(RawFrame.OfText("a", isFinal: false).Encode());
            for (var i = 2; i < FrameGuard.MaxFrames; i++)
                guard.Look(new RawFrame(RawFrame.Continuation, [], IsFinal: false).Encode());
            guard.Look(new RawFrame(RawFrame.Continuation, []).Encode());
        }
        Assert.Null(guard.Problem);
        Assert.Equal(3, guard.Messages);
    }

    byte[] Conversation()
    {
        var bytes = new List<byte>();
        for (var messages = _random.Next(5); messages >= 0; messages--)
        {
            var fragments = _random.Next(1, 4);
            var isCompressed = _random.Next(2);
            for (var i = 0; i < fragments; i++)
            {
                var opcode = i == 0 ? _random.Next(RawFrame.Text, RawFrame.Binary + 1) : RawFrame.Continuation;
                var length = _random.Next(4) switch { 0 => 0, 1 => _random.Next(126), 2 => _random.Next(66_000), _ => 126 };
                bytes.AddRange(new RawFrame(opcode, new byte[length], i == fragments - 1, i == 0 ? isCompressed * 4 : 0).Encode());
                if (_random.Next(2) == 0)
                    bytes.AddRange(new RawFrame(_random.Next(RawFrame.Ping, RawFrame.Pong + 1), new byte[_random.Next(126)]).Encode());
            }
        }
        return [.. bytes];
    }

    IEnumerable<byte[]> Pieces(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, _random.Next(3) == 0 ? _random.Next(40_000) : _random.Next(4));
            yield return bytes[at..(at + length)];
            at += length;
        }
    }
}
