using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Large live events, which wait in many outboxes as one array.</summary>
public sealed class SharedBodyTests : IAsyncDisposable
{
    static readonly SubscriptionId Id = new("sub");
    static readonly RelayOptions Options = new() { Memory = new MemoryOptions { OutboxesMiB = 4 } };

    readonly ServiceProvider _provider;
    readonly ConnectionServices _services;
    readonly List<RelayConnection> _connections = [];
    readonly Author _alice = new();

    public SharedBodyTests()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(Options);
        services.AddRelayEngine().UseInMemoryStore();
        _provider = services.BuildServiceProvider();
        var metrics = new TransportMetrics(_provider.GetRequiredService<RelayMetrics>());
        _services = new ConnectionServices(
            _provider.GetRequiredService<RelayEngine>(), new ConnectionRegistry(Options), Options, metrics, TimeProvider.System,
            NullLogger.Instance);
    }

    Budget Budget => _services.Engine.Budgets.Outboxes;

    int Closed => _connections.Count(static connection => connection.Outbox.IsSealed);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            connection.Outbox.Abort();
        await _provider.DisposeAsync();
    }

    /// <summary>Connections whose writes have not begun, so that none is slow.</summary>
    void Connect(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var client = new ClientContext { Id = _services.Registry.NextId() };
            _connections.Add(new RelayConnection(new NoTransport(), client, _services, new SendQueue(), null));
            _services.Registry.Add(_connections[^1]);
        }
    }

    void SendToAll(int contentLength)
    {
        var live = new LiveEvent(_alice.Note(new string('x', contentLength)));
        foreach (var connection in _connections)
            connection.Outbox.SendEvent(Id, live);
    }

    [Fact]
    public void Nobody_who_keeps_up_is_closed_for_what_all_hold_together()
    {
        Connect(20);
        for (var i = 0; i < 10; i++)
            SendToAll(500_000);

        Assert.True(Budget.IsOverdrawn);
        Assert.Equal(0, Closed);
        // A look that frees nothing is not repeated at once.
        Assert.InRange(_services.OutboxMemory.Looks, 1, 20 * 5);
    }

    [Fact]
    public void Of_those_who_keep_up_only_as_many_are_closed_as_hold_too_much_themselves()
    {
        Connect(20);
        // Less than makes a client slow, and a quarter more than all clients together may have.
        for (var i = 0; i < 200; i++)
            SendToAll(1_000);

        Assert.InRange(Closed, 1, 10);
        Assert.False(Budget.IsOverdrawn);
    }

    [Fact]
    public void Who_always_holds_what_others_have_taken_is_slow_after_some_seconds()
    {
        Connect(1);
        var outbox = _connections[0].Outbox;
        SendToAll(500_000);
        var now = Environment.TickCount64;
        Assert.Equal(0, outbox.WeightAt(now));
        Assert.InRange(outbox.WeightAt(now + 60_000), OutboxMemory.SlowWeight, long.MaxValue);

        Assert.True(outbox.TryTake(out var segment));
        outbox.Release(segment);
        Assert.Equal(0, outbox.WeightAt(now + 60_000));
    }

    sealed class NoTransport : Transport
    {
        public override PipeReader Input { get; } = new Pipe().Reader;

        public override Stream Output => Stream.Null;

        public override CancellationToken Lost => CancellationToken.None;

        public override void Abort()
        {
        }
    }
}
