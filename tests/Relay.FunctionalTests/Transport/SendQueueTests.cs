using Relay.AspNetCore;
using Relay.Core;

namespace Relay.FunctionalTests;

/// <summary>Connections that share a send queue: all are served, and none keeps the others waiting.</summary>
public sealed class SendQueueTests
{
    static readonly TransportMetrics Metrics = new(new RelayMetrics());

    readonly SendQueue _queue = new();

    [Fact(Timeout = 60_000)]
    public async Task Everything_is_sent_whoever_appends_when()
    {
        const int Connections = 8, Messages = 5_000;
        var connections = Enumerable.Range(0, Connections).Select(_ => new Connection(_queue)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Messages; i++)
                connections[(i + thread) % Connections].Outbox.Send("[\"EOSE\",\"a\"]"u8);
        })));
        foreach (var connection in connections)
            connection.Outbox.SendControl(ControlFrames.Close(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, ""));
        await Task.WhenAll(connections.Select(connection => connection.Sending));

        const int Frame = 2 + 12, Close = 2 + 2;
        Assert.All(connections, connection => Assert.Equal(4 * Messages / Connections * Frame + Close, connection.Transport.Bytes));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_that_takes_everything_at_once_does_not_keep_others_waiting()
    {
        var isOtherSent = new TaskCompletionSource();
        var greedy = new Connection(_queue);
        var other = new Connection(_queue);
        var isStarted = new TaskCompletionSource();
        // The first connection always has more to send, until the second has had its turn.
        greedy.Transport.Written = () =>
        {
            isStarted.TrySetResult();
            if (!isOtherSent.Task.IsCompleted)
                greedy.Outbox.Send("[\"EOSE\",\"a\"]"u8);
        };
        other.Transport.Written = isOtherSent.SetResult;

        greedy.Outbox.Send("[\"EOSE\",\"a\"]"u8);
        await isStarted.Task;
        other.Outbox.Send("[\"EOSE\",\"b\"]"u8);

        await isOtherSent.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_transport_that_fails_ends_its_own_connection_only()
    {
        var failing = new Connection(_queue);
        var other = new Connection(_queue);
        var isOtherSent = new TaskCompletionSource();
        failing.Transport.Written = () => throw new IOException("gone");
        other.Transport.Written = isOtherSent.SetResult;

        failing.Outbox.Send("[\"EOSE\",\"a\"]"u8);
        other.Outbox.Send("[\"EOSE\",\"b\"]"u8);

        await isOtherSent.Task;
        await Assert.ThrowsAsync<IOException>(() => failing.Sending);
        Assert.True(failing.Outbox.IsSealed);
        Assert.False(other.Outbox.IsSealed);
    }

    sealed class Connection
    {
        public Connection(SendQueue queue)
        {
            var memory = new OutboxMemory(new Budget("Relay:Memory:OutboxesMiB", 64 << 20), null);
            Outbox = new FrameOutbox(new LimitsOptions(), memory, queue, null, () => Assert.Fail("overflow"));
            Sending = SendLoop.RunAsync(Outbox, Transport, SegmentPool.SegmentSize, Metrics);
        }

        public FrameOutbox Outbox { get; }

        public CountingStream Transport { get; } = new();

        public Task Sending { get; }
    }

    /// <summary>Takes all bytes at once.</summary>
    sealed class CountingStream : MemoryStream
    {
        public long Bytes { get; private set; }

        public Action Written { get; set; } = () => { };

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes += buffer.Length;
            Written();
            return ValueTask.CompletedTask;
        }
    }
}
