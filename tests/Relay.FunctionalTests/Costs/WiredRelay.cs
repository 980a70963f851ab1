using Microsoft.Extensions.DependencyInjection;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// A relay over the embedded store. Its sessions write frames to transports that forget them: everything but the sockets.
/// </summary>
sealed class WiredRelay : IAsyncDisposable
{
    readonly ServiceProvider _services;
    readonly IDisposable? _leftovers;
    readonly RelayEngine _engine;
    readonly TransportMetrics _metrics;
    readonly OutboxMemory _memory;
    readonly List<(Session Session, FrameOutbox Outbox, Task Sending)> _connections = [];

    public WiredRelay(RelayOptions? options = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(options ?? new RelayOptions());
        _leftovers = TestStores.Lmdb(services.AddRelayEngine());
        _services = services.BuildServiceProvider();
        _engine = _services.GetRequiredService<RelayEngine>();
        _memory = new OutboxMemory(_engine.Budgets.Outboxes, registry: null);
        _metrics = new TransportMetrics(_services.GetRequiredService<RelayMetrics>());
    }

    /// <summary>The messages sent to all clients.</summary>
    public CountedOutbox.Counter Sent { get; } = new();

    public async Task<Session> ConnectAsync()
    {
        var outbox = new FrameOutbox(new LimitsOptions(), _memory, new SendQueue(), null, static () => Assert.Fail("overflow"));
        var sending = SendLoop.RunAsync(outbox, new CountingStream(), SegmentPool.SegmentSize, _metrics);
        var client = new ClientContext { Id = _connections.Count + 1 };
        var session = await _engine.OpenSessionAsync(client, new CountedOutbox(outbox, Sent), CancellationToken.None);
        _connections.Add((session, outbox, sending));
        return session;
    }

    /// <summary>Sends these messages and waits until the relay has sent this many, to any client.</summary>
    public async Task SayAsync(Session session, IReadOnlyList<byte[]> messages, int awaited)
    {
        Sent.Await(awaited);
        for (var i = 0; i < messages.Count; i++)
            await session.ConsumeAsync(messages[i], CancellationToken.None);
        Sent.Wait();
    }

    public static byte[] Publish(NostrEvent e) => [.. "[\"EVENT\","u8, .. e.ToJson(), (byte)']'];

    public async ValueTask DisposeAsync()
    {
        foreach (var (session, outbox, sending) in _connections)
        {
            await session.CloseAsync();
            outbox.Abort();
            await sending;
        }
        await _services.DisposeAsync();
        _leftovers?.Dispose();
        Sent.Dispose();
    }
}
