using System.Text;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class FrameOutboxTests
{
    static readonly SubscriptionId Id = new("sub");

    readonly Author _alice = new();

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65535, 4)]
    [InlineData(65536, 10)]
    public async Task A_frame_has_the_shortest_header_for_its_length(int length, int header)
    {
        var outbox = NewOutbox();
        outbox.Send(new byte[length]);

        var bytes = await TakeAllAsync(outbox);

        Assert.Equal(header + length, bytes.Length);
        var frame = Assert.Single(FrameReader.ReadAll(bytes));
        Assert.Equal(length, frame.Payload.Length);
        Assert.Equal((RawFrame.Text, true, 0), (frame.Opcode, frame.IsFinal, frame.Reserved));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(60_000)]
    [InlineData(65_000)]
    [InlineData(66_000)]
    public async Task An_event_is_framed_the_same_from_its_record_and_from_shared_json(int contentLength)
    {
        var e = _alice.Note(new string('x', contentLength), tags: [["e", ""], ["t", "a\"b"], ["p", _alice.Hex]]);
        var fromRecord = NewOutbox();
        var fromJson = NewOutbox();
        fromRecord.SendEvent(Id, e.View);
        fromJson.SendEvent(Id, new LiveEvent(e));

        var bytes = await TakeAllAsync(fromRecord);

        Assert.Equal(bytes, await TakeAllAsync(fromJson));
        Assert.Equal($"[\"EVENT\",\"sub\",{Encoding.UTF8.GetString(e.ToJson())}]", Assert.Single(FrameReader.ReadAll(bytes)).PayloadText);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(500_000)]
    public void A_large_live_event_is_held_once_for_all_who_get_it(int contentLength)
    {
        var budget = new Budget("Relay:Memory:OutboxesMiB", 64 << 20);
        var memory = new OutboxMemory(budget, registry: null);
        var outboxes = Enumerable.Range(0, 50)
            .Select(_ => new FrameOutbox(new LimitsOptions(), memory, new SendQueue(), null, () => Assert.Fail("overflow")))
            .ToList();
        var live = new LiveEvent(_alice.Note(new string('x', contentLength)));

        foreach (var outbox in outboxes)
            outbox.SendEvent(Id, live);

        Assert.Equal(live.Ending.Length, budget.Used);
        outboxes[0].Send("more"u8);
        outboxes[1].Abort();
        foreach (var outbox in outboxes.Skip(2).Prepend(outboxes[0]))
            Assert.Equal($"[\"EVENT\",\"sub\",{Encoding.UTF8.GetString(live.Json)}]", FrameReader.ReadAll(Take(outbox))[0].PayloadText);
        Assert.Equal(0, budget.Used);
    }

    [Theory]
    [InlineData(2_000, true)]
    [InlineData(EventDeflater.MaxLiveBytes, false)]
    [InlineData(500_000, false)]
    public void A_large_live_event_is_not_compressed_by_the_thread_that_passes_on_all(int contentLength, bool isDeflated)
    {
        var outbox = new FrameOutbox(new LimitsOptions(), NoOthers, new SendQueue(), new EventDeflater(), () => Assert.Fail("overflow"));
        var live = new LiveEvent(_alice.Note(new string('x', contentLength)));

        outbox.SendEvent(Id, live);

        var frame = Assert.Single(FrameReader.ReadAll(Take(outbox)));
        Assert.Equal(isDeflated ? 4 : 0, frame.Reserved);
        if (!isDeflated)
            Assert.Equal($"[\"EVENT\",\"sub\",{Encoding.UTF8.GetString(live.Json)}]", frame.PayloadText);
    }

    [Fact]
    public async Task Messages_leave_in_the_order_in_which_they_came_whatever_their_size()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var outbox = new FrameOutbox(
            new LimitsOptions { OutboxMaxBytes = int.MaxValue }, NoOthers, new SendQueue(), null, () => Assert.Fail("overflow"));
        var sent = new List<string>();
        for (var i = 0; i < 2_000; i++)
        {
            var text = i + new string('x', random.Next(4) == 0 ? random.Next(70_000) : random.Next(300));
            if (i % 20 == 0)
            {
                var live = new LiveEvent(_alice.Note(text));
                outbox.SendEvent(Id, live);
                sent.Add($"[\"EVENT\",\"sub\",{Encoding.UTF8.GetString(live.Json)}]");
                continue;
            }
            sent.Add(text);
            outbox.Send(Encoding.UTF8.GetBytes(text));
        }

        var frames = FrameReader.ReadAll(await TakeAllAsync(outbox));

        Assert.Equal(sent, frames.Select(static frame => frame.PayloadText));
    }

    [Fact]
    public async Task Messages_appended_by_several_threads_stay_whole_and_each_threads_in_order()
    {
        var outbox = new FrameOutbox(
            new LimitsOptions { OutboxMaxBytes = int.MaxValue }, NoOthers, new SendQueue(), null, () => Assert.Fail("overflow"));
        var transport = new MemoryStream();
        var sending = SendLoop.RunAsync(outbox, transport, SegmentPool.SegmentSize, NoMetrics);
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
                outbox.Send(Encoding.UTF8.GetBytes($"{writer} {i}"));
        }));
        await Task.WhenAll(writers).Within("the writers");
        outbox.SendControl(ControlFrames.Close(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, ""));
        await sending.Within("the send loop");

        var frames = FrameReader.ReadAll(transport.ToArray());

        Assert.Equal(RawFrame.Close, frames[^1].Opcode);
        var messages = frames.SkipLast(1).Select(static frame => frame.PayloadText.Split(' '));
        var perWriter = messages.ToLookup(static part => part[0], static part => part[1]);
        Assert.Equal(4, perWriter.Count);
        Assert.All(perWriter, static writer => Assert.Equal(Enumerable.Range(0, 5_000).Select(static i => $"{i}"), writer));
    }

    [Fact]
    public void Pings_and_pongs_overtake_messages_and_only_the_latest_of_each_is_kept()
    {
        var outbox = NewOutbox();
        outbox.Send("one"u8);
        outbox.SendControl([FrameHeader.Pong, 1, (byte)'a']);
        outbox.SendControl([FrameHeader.Ping, 1, (byte)'p']);
        outbox.SendControl([FrameHeader.Pong, 1, (byte)'b']);

        var frames = FrameReader.ReadAll(Take(outbox));

        Assert.Equal(
            [(RawFrame.Pong, "b"), (RawFrame.Ping, "p"), (RawFrame.Text, "one")],
            frames.Select(static frame => (frame.Opcode, frame.PayloadText)));
    }

    [Fact]
    public async Task A_close_frame_comes_last_and_seals_the_outbox()
    {
        var outbox = NewOutbox();
        outbox.Send("before"u8);
        outbox.SendControl(ControlFrames.Close(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable, "bye"));
        outbox.SendControl(ControlFrames.Close(System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation, "second"));
        outbox.SendControl([FrameHeader.Pong, 0]);
        outbox.Send("after"u8);

        var frames = FrameReader.ReadAll(Take(outbox));

        Assert.Equal(["before"], frames.SkipLast(1).Select(static frame => frame.PayloadText));
        Assert.Equal((1001, "bye"), (frames[^1].CloseStatus, frames[^1].CloseReason));
        Assert.False(await outbox.WaitAsync());
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await outbox.WaitForRoomAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Room_is_waited_for_at_the_mark_and_comes_when_half_is_written()
    {
        var outbox = new FrameOutbox(
            new LimitsOptions { OutboxPauseBytes = 64 * 1024 }, NoOthers, new SendQueue(), null, () => Assert.Fail("overflow"));
        while (!outbox.IsFull)
            outbox.Send(new byte[1000]);
        Assert.InRange(outbox.PendingBytes, 64 * 1024, 65 * 1024);
        var room = outbox.WaitForRoomAsync(CancellationToken.None).AsTask();
        while (outbox.PendingBytes > 32 * 1024)
        {
            Assert.False(room.IsCompleted);
            Assert.True(outbox.TryTake(out var segment));
            outbox.Release(segment);
        }
        await room.Within("room");
        Assert.False(outbox.IsFull);
    }

    [Fact]
    public void The_byte_beyond_the_limit_drops_everything_and_closes_once()
    {
        var overflows = 0;
        var outbox = new FrameOutbox(new LimitsOptions { OutboxMaxBytes = 64 * 1024 }, NoOthers, new SendQueue(), null, () => overflows++);
        outbox.Send(new byte[60_000]);
        outbox.Send(new byte[64 * 1024 - 60_000 - 8]);
        Assert.Equal(64 * 1024, outbox.PendingBytes);
        Assert.Equal(0, overflows);

        outbox.Send([]);
        outbox.Send("more"u8);

        Assert.Equal(1, overflows);
        Assert.Equal(0, outbox.PendingBytes);
        var close = Assert.Single(FrameReader.ReadAll(Take(outbox)));
        Assert.Equal(1008, close.CloseStatus);
        Assert.StartsWith("too slow", close.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_longer_than_the_limit_may_wait_alone()
    {
        var outbox = new FrameOutbox(
            new LimitsOptions { OutboxMaxBytes = 64 * 1024 }, NoOthers, new SendQueue(), null, () => Assert.Fail("overflow"));
        outbox.Send(new byte[100_000]);
        Assert.Equal(100_000, Assert.Single(FrameReader.ReadAll(Take(outbox))).Payload.Length);
    }

    [Fact]
    public async Task Abort_ends_the_send_loop_and_fails_those_who_wait_for_room()
    {
        var outbox = new FrameOutbox(new LimitsOptions { OutboxPauseBytes = 16 * 1024 }, NoOthers, new SendQueue(), null, () => { });
        outbox.Send(new byte[20_000]);
        var room = outbox.WaitForRoomAsync(CancellationToken.None).AsTask();

        outbox.Abort();

        await Assert.ThrowsAsync<OperationCanceledException>(() => room.Within("the failure"));
        Assert.False(await outbox.WaitAsync());
        Assert.False(outbox.TryTake(out _));
        Assert.Equal(0, outbox.PendingBytes);
    }

    [Fact]
    public void A_message_allocates_nothing_once_the_pool_is_warm()
    {
        var outbox = NewOutbox();
        var live = new LiveEvent(_alice.Note(new string('x', 300)));
        var stored = _alice.Note(new string('y', 300));
        Run(200);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(2_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                outbox.Send("[\"EOSE\",\"sub\"]"u8);
                outbox.SendEvent(Id, live);
                outbox.SendEvent(Id, stored.View);
                if (i % 10 != 9)
                    continue;
                while (outbox.TryTake(out var segment))
                    outbox.Release(segment);
            }
        }
    }

    static readonly TransportMetrics NoMetrics = new(new RelayMetrics());

    static OutboxMemory NoOthers => new(new Budget("Relay:Memory:OutboxesMiB", 64 << 20), registry: null);

    static FrameOutbox NewOutbox() => new(new LimitsOptions(), NoOthers, new SendQueue(), null, () => Assert.Fail("overflow"));

    static byte[] Take(FrameOutbox outbox)
    {
        var bytes = new MemoryStream();
        while (outbox.TryTake(out var segment))
        {
            bytes.Write(segment.Memory.Span);
            bytes.Write(segment.Body?.Bytes);
            outbox.Release(segment);
        }
        return bytes.ToArray();
    }

    static async Task<byte[]> TakeAllAsync(FrameOutbox outbox)
    {
        Assert.True(await outbox.WaitAsync());
        return Take(outbox);
    }
}
