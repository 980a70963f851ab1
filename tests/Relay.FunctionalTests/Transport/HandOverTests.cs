using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Relay.AspNetCore;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class HandOverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Frames_that_come_with_the_handshake_are_read(bool handsOver)
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        using var client = new TcpClient();
        await client.ConnectAsync(relay.Address.Host, relay.Address.Port);
        var handshake =
            $"GET / HTTP/1.1\r\nHost: {relay.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        byte[] request = [
            .. Encoding.ASCII.GetBytes(handshake), .. RawFrame.OfText("[\"REQ\",\"a\",{}]").Encode(), .. RawFrame.OfClose(1000).Encode()];

        await client.GetStream().WriteAsync(request);
        var answer = await new StreamReader(client.GetStream(), Encoding.Latin1).ReadToEndAsync().Within("the end");

        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.Contains("[\"EOSE\",\"a\"]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_serves_requests_before_it_is_taken_over()
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = relay.HttpAddress };

        for (var i = 0; i < 3; i++)
            Assert.Equal("{\"status\":\"ok\"}", await http.GetStringAsync("/health"));

        await using var client = await relay.ConnectAsync();
        Assert.Equal(0, await client.CountAsync("{}"));
    }

    [Fact]
    public async Task Where_HTTP_does_not_run_on_the_servers_transport_connections_stay_in_their_requests()
    {
        await using var relay = await TestRelay.StartAsync(new() { ConfigureEndpoint = Wrap });
        await using var client = await relay.ConnectAsync();

        Assert.Equal(0, await client.CountAsync("{}"));
    }

    [Fact]
    public async Task The_servers_time_outs_reach_HTTP_also_while_its_last_answer_is_sent()
    {
        var server = new Heart();
        var connection = new DefaultConnectionContext();
        connection.Features.Set<IConnectionHeartbeatFeature>(server);
        var end = new TaskCompletionSource();
        int first = 0, second = 0;
        var pending = PendingConnectionsTests.New(new());
        var running = HandOver.RunAsync(connection, Http, pending);

        server.Beat();
        Assert.Equal((1, 1, 1), (first, second, pending.Count));
        end.SetResult();
        await running;
        server.Beat();

        Assert.Equal((2, 2, 0), (first, second, pending.Count));
        Assert.Same(server, connection.Features.Get<IConnectionHeartbeatFeature>());

        Task Http(ConnectionContext http)
        {
            var heartbeat = http.Features.Get<IConnectionHeartbeatFeature>()!;
            heartbeat.OnHeartbeat(_ => first++, http);
            heartbeat.OnHeartbeat(_ => second++, http);
            return end.Task;
        }
    }

    /// <summary>Imitates TLS: HTTP runs on pipes of its own that end with it.</summary>
    internal static void Wrap(IConnectionBuilder endpoint) => endpoint.Use(http => async connection =>
    {
        var below = connection.Transport;
        var wrapped = new DuplexPipe(PipeReader.Create(below.Input.AsStream(true)), PipeWriter.Create(below.Output.AsStream(true)));
        connection.Transport = wrapped;
        await http(connection);
        await wrapped.Input.CompleteAsync();
        await wrapped.Output.CompleteAsync();
        connection.Transport = below;
    });

    sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    sealed class Heart : IConnectionHeartbeatFeature
    {
        readonly List<Action> _beats = [];

        public void OnHeartbeat(Action<object> action, object state) => _beats.Add(() => action(state));

        public void Beat() => _beats.ForEach(static beat => beat());
    }
}
