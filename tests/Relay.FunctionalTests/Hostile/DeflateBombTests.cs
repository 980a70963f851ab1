using System.Globalization;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A short message that inflates to a long one costs no more than a message of the greatest length.</summary>
[Collection(nameof(IdleMemoryTests))]
public sealed class DeflateBombTests
{
    static readonly byte[] Bomb = BrokenFrame.Deflate(new byte[200_000_000]);

    [Fact]
    public async Task It_closes_its_connection_and_the_rest_of_it_is_not_inflated()
    {
        Assert.InRange(Bomb.Length, 1, new LimitsOptions().MaxMessageBytes / 2);
        await using var relay = await TestRelay.StartAsync();
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var socket = await relay.ConnectRawAsync(("Sec-WebSocket-Extensions", "permessage-deflate"));
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await socket.SendAsync(new RawFrame(RawFrame.Text, Bomb, Reserved: 4));
        var close = await socket.ReceiveCloseAsync();
        await bystander.WorkAsync(rounds: 1);

        Assert.Equal((1009, "a message has at most 524288 bytes here"), (close?.CloseStatus, close?.CloseReason));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4_000_000);
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        const string Name = "relay_received_bytes_total ";
        var received = (await http.GetStringAsync("/metrics")).Split('\n').Single(
            static line => line.StartsWith(Name, StringComparison.Ordinal));
        Assert.InRange(long.Parse(received[Name.Length..], CultureInfo.InvariantCulture), 1, 5_000);
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task The_inflater_works_in_turns_of_its_client_and_gives_no_more_than_a_byte_beyond_the_longest_message()
    {
        await using var relay = await TestRelay.StartAsync();
        var engine = relay.Services.GetRequiredService<RelayEngine>();
        var services = new ConnectionServices(
            engine, relay.Services.GetRequiredService<ConnectionRegistry>(), relay.Options,
            relay.Services.GetRequiredService<TransportMetrics>(), TimeProvider.System, NullLogger.Instance);
        var client = new ClientContext { Id = 1 };
        var connection = new RelayConnection(new NoTransport(), client, services, new SendQueue(), deflater: null);
        var session = await engine.OpenSessionAsync(client, connection.Outbox, CancellationToken.None);
        using var socket = new EndlessSocket();

        var buffer = new ReceiveBuffer(services.MessageMemory, client, relay.Options.Limits.MaxMessageBytes, isDeflated: true);
        await new ReceiveLoop(socket, connection, buffer, services).RunAsync(session, CancellationToken.None);

        Assert.Equal(relay.Options.Limits.MaxMessageBytes + 1, socket.Given);
        Assert.Equal((true, 0), socket.Calls);
        Assert.False(Turn.IsHere);
        Assert.True(connection.Outbox.IsSealed);
        connection.Abort();
        await session.CloseAsync();
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

    /// <summary>One message that never ends, as an inflater gives it: it fills any buffer.</summary>
    sealed class EndlessSocket : WebSocket
    {
        int _inTurns;
        int _outside;

        public long Given { get; private set; }

        /// <summary>Whether calls inflated within a turn of the client, and how many did without one.</summary>
        public (bool InTurns, int Outside) Calls => (_inTurns > 0, _outside);

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            Given += buffer.Length;
            if (buffer.Length > 0)
                (Turn.IsHere ? ref _inTurns : ref _outside)++;
            return new(new ValueWebSocketReceiveResult(buffer.Length, WebSocketMessageType.Text, endOfMessage: false));
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
                throw new NotSupportedException();

        public override void Abort()
        {
        }

        public override void Dispose()
        {
        }
    }
}
