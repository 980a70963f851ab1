using System.Net.WebSockets;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Each write to a transport is at least one system call. Messages that wait during a write leave in few further writes.</summary>
public sealed class SendCostTests
{
    const string Writes = "writes to a transport";

    static readonly SubscriptionId Id = new("feed");

    readonly Author _author = new();

    [Fact]
    public async Task Stored_events_share_writes()
    {
        var e = _author.Note(new string('x', 200));
        await AssertAsync("500 stored events that wait", 500, outbox => outbox.SendEvent(Id, e.View));
    }

    [Fact]
    public async Task Live_events_share_writes()
    {
        var live = new LiveEvent(_author.Note(new string('x', 200)));
        await AssertAsync("1,000 live events that wait", 1000, outbox => outbox.SendEvent(Id, live));
    }

    [Fact]
    public async Task Answers_share_writes()
    {
        await AssertAsync("1,000 answers that wait", 1000, outbox => outbox.Send(new byte[80]));
    }

    static async Task AssertAsync(string what, int messages, Action<FrameOutbox> send)
    {
        using var metrics = new RelayMetrics();
        var memory = new OutboxMemory(new Budget("Relay:Memory:OutboxesMiB", 64 << 20), null);
        var outbox = new FrameOutbox(new LimitsOptions(), memory, new SendQueue(), null, static () => Assert.Fail("overflow"));
        await using var transport = new CountingStream(holdsFirst: true);
        var sending = SendLoop.RunAsync(outbox, transport, SegmentPool.SegmentSize, new TransportMetrics(metrics));
        send(outbox);
        await transport.FirstAsync();
        var one = transport.Bytes;
        for (var i = 0; i < messages; i++)
            send(outbox);

        outbox.SendControl(ControlFrames.Close(WebSocketCloseStatus.NormalClosure, ""));
        transport.Release();
        await sending.Within("the send loop");

        // The first message and the close frame were written separately.
        Assert.InRange(transport.Bytes, one * (messages + 1), (one * (messages + 1)) + 10);
        Costs.AssertWithin(Writes, what, transport.Writes - 2);
    }
}
