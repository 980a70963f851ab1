using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Connections that are not WebSockets, or not yet.</summary>
public sealed class PendingConnectionsTests
{
    [Fact]
    public void Each_address_has_as_many_as_it_may_have_connections()
    {
        var pending = New(new() { MaxConnectionsPerAddress = 2 });
        var first = Enter(pending, "2001:db8:1:2::1");

        Assert.NotNull(first);
        Assert.NotNull(Enter(pending, "2001:db8:1:2::2"));
        Assert.Null(Enter(pending, "2001:db8:1:2:3::"));
        Assert.NotNull(Enter(pending, "2001:db8:1:3::1"));
        first.Leave();
        first.Leave();
        Assert.NotNull(Enter(pending, "2001:db8:1:2:3::"));
        Assert.Null(Enter(pending, "2001:db8:1:2:3::"));
    }

    [Fact]
    public void All_together_have_a_bound_that_nobody_is_exempt_from()
    {
        var pending = New(new() { MaxConnectionsPerAddress = 1, MaxPendingConnections = 5, TrustedProxies = ["10.0.0.1"] });
        foreach (var address in (string?[])["127.0.0.1", "127.0.0.1", "10.0.0.1", "::ffff:10.0.0.1", null])
            Assert.NotNull(Enter(pending, address));

        Assert.Null(Enter(pending, "127.0.0.1"));
        Assert.Null(Enter(pending, "198.51.100.1"));
        Assert.Equal(5, pending.Count);
    }

    [Fact]
    public void What_is_too_much_is_told_once_a_minute()
    {
        var time = new FakeTime();
        var log = new TestLog();
        var pending = New(new() { MaxPendingConnections = 1 }, time, log);
        Enter(pending, "127.0.0.1");
        for (var i = 0; i < 100; i++)
            Assert.Null(Enter(pending, "127.0.0.1"));
        Assert.Single(log.Records);

        time.Advance(TimeSpan.FromMinutes(1));
        Enter(pending, "127.0.0.1");
        Assert.Equal(2, log.Records.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WebSockets_are_not_among_them_and_those_that_say_nothing_are_bounded(bool handsOver)
    {
        var options = new RelayOptions { Network = new() { MaxPendingConnections = 3 } };
        await using var relay = await TestRelay.StartAsync(new()
        {
            Options = options,
            HandsOver = true,
            ConfigureEndpoint = handsOver ? null : HandOverTests.Wrap,
        });
        var sockets = new List<RawWebSocket>();
        for (var i = 0; i < 10; i++)
            sockets.Add(await relay.ConnectRawAsync());
        Assert.All(sockets, static socket => Assert.Equal(101, socket.StatusCode));
        var silent = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
            silent.Add(await SilentAsync(relay, "GET / HTTP/1.1\r\n"));

        using var tooMany = await SilentAsync(relay, "");
        Assert.Equal(0, await tooMany.GetStream().ReadAsync(new byte[1]).AsTask().Within("the end"));
        await sockets[0].SendTextAsync("[\"REQ\",\"a\",{\"limit\":0}]");
        Assert.Equal("[\"EOSE\",\"a\"]", (await sockets[0].ReceiveAsync())?.PayloadText);
        foreach (var client in silent)
            client.Dispose();
        foreach (var socket in sockets)
            await socket.DisposeAsync();

        Assert.StartsWith(
            "A connection from 127.0.0.1 was closed: too many connections (3)", Assert.Single(relay.Log.Records).Message,
            StringComparison.Ordinal);
    }

    internal static PendingConnections New(NetworkOptions network, TimeProvider? time = null, TestLog? log = null)
    {
        var loggers = new LoggerFactory(log is null ? [] : [log]);
        return new(
            new ClientAddress(network), new RelayOptions { Network = network }, new TransportMetrics(new RelayMetrics()),
            time ?? TimeProvider.System, loggers.CreateLogger<PendingConnections>());
    }

    static PendingConnections.Place? Enter(PendingConnections pending, string? address) =>
        pending.TryEnter(address is null ? new UnixDomainSocketEndPoint("/x") : new IPEndPoint(IPAddress.Parse(address), 1));

    static async Task<TcpClient> SilentAsync(TestRelay relay, string start)
    {
        var client = new TcpClient();
        await client.ConnectAsync(relay.Address.Host, relay.Address.Port).Within("a connection");
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(start));
        return client;
    }
}
