using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task The_connection_beyond_the_limit_is_refused_until_another_one_ends()
    {
        await using var relay = await TestRelay.StartAsync(new() { Options = Network(new NetworkOptions { MaxConnections = 2 }) });
        await using var first = await relay.ConnectAsync();
        await using var second = await relay.ConnectRawAsync();
        Assert.Equal(101, second.StatusCode);

        await using (var third = await relay.ConnectRawAsync())
        {
            Assert.Equal(503, third.StatusCode);
            Assert.Contains("Connection: close\r\n", third.ResponseHead, StringComparison.Ordinal);
        }

        await first.DisconnectAsync();
        await using var fourth = await ConnectWhenFreeAsync(relay);
        Assert.Equal(101, fourth.StatusCode);
    }

    [Fact]
    public async Task The_connection_beyond_the_limit_of_its_address_is_refused()
    {
        var network = new NetworkOptions { MaxConnectionsPerAddress = 2, TrustedProxies = ["127.0.0.1"] };
        await using var relay = await TestRelay.StartAsync(new() { Options = Network(network) });
        await using var first = await relay.ConnectRawAsync(("X-Forwarded-For", "198.51.100.1"));
        await using var second = await relay.ConnectRawAsync(("X-Forwarded-For", "198.51.100.1"));
        await using var third = await relay.ConnectRawAsync(("X-Forwarded-For", "::ffff:198.51.100.1"));
        await using var other = await relay.ConnectRawAsync(("X-Forwarded-For", "198.51.100.2"));

        Assert.Equal([101, 101, 429, 101], new[] { first, second, third, other }.Select(static socket => socket.StatusCode));
    }

    [Fact]
    public async Task The_addresses_of_one_IPv6_network_are_one()
    {
        var network = new NetworkOptions { MaxConnectionsPerAddress = 2, TrustedProxies = ["127.0.0.1"] };
        await using var relay = await TestRelay.StartAsync(new() { Options = Network(network) });
        await using var first = await relay.ConnectRawAsync(("X-Forwarded-For", "2001:db8:1:2::1"));
        await using var second = await relay.ConnectRawAsync(("X-Forwarded-For", "2001:db8:1:2:ffff::2"));
        await using var third = await relay.ConnectRawAsync(("X-Forwarded-For", "2001:db8:1:2:3:4:5:6"));
        await using var other = await relay.ConnectRawAsync(("X-Forwarded-For", "2001:db8:1:3::1"));

        Assert.Equal([101, 101, 429, 101], new[] { first, second, third, other }.Select(static socket => socket.StatusCode));
    }

    [Theory]
    [InlineData("127.0.0.1", "X-Unrelated", "names no client in X-Forwarded-For")]
    [InlineData("127.0.0.1", "X-Forwarded-For", "names no client in X-Forwarded-For")]
    [InlineData("10.0.0.1", "X-Forwarded-For", "127.0.0.1 sends X-Forwarded-For but is not one of Relay:Network:TrustedProxies")]
    [InlineData("10.0.0.1", "Host", "127.0.0.1 asks for a host name that is not this machine")]
    public async Task Clients_of_a_proxy_on_this_machine_that_does_not_name_them_are_one_and_are_counted(
        string trusted, string header, string warning)
    {
        var network = new NetworkOptions { MaxConnectionsPerAddress = 2, TrustedProxies = [trusted] };
        await using var relay = await TestRelay.StartAsync(new() { Options = Network(network) });
        await using var first = await relay.ConnectRawAsync((header, "unknown"));
        await using var second = await relay.ConnectRawAsync((header, "unknown"));
        await using var third = await relay.ConnectRawAsync((header, "unknown"));

        Assert.Equal([101, 101, 429], new[] { first, second, third }.Select(static socket => socket.StatusCode));
        Assert.Contains(warning, Assert.Single(relay.Log.Records).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_from_the_same_machine_are_not_counted()
    {
        await using var relay = await TestRelay.StartAsync(new() { Options = Network(new() { MaxConnectionsPerAddress = 1 }) });
        await using var first = await relay.ConnectRawAsync();
        await using var second = await relay.ConnectRawAsync();
        Assert.Equal([101, 101], new[] { first, second }.Select(static socket => socket.StatusCode));
    }

    [Fact]
    public async Task A_forwarded_address_is_not_believed_unless_the_proxy_is_trusted()
    {
        string? seen = null;
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay.OnConnect(client => seen = client.RemoteAddress?.ToString()),
        });
        await using var socket = await relay.ConnectRawAsync(("X-Forwarded-For", "198.51.100.1"));
        await socket.SendTextAsync("[\"REQ\",\"a\",{}]");
        await socket.ReceiveAsync();
        Assert.Equal("127.0.0.1", seen);
        await using var again = await relay.ConnectRawAsync(("X-Forwarded-For", "junk, 198.51.100.1"));
        var warning = Assert.Single(relay.Log.Records);
        Assert.StartsWith(
            "127.0.0.1 sends X-Forwarded-For but is not one of Relay:Network:TrustedProxies", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_may_refuse_a_connection_and_sees_who_asks()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay.RejectConnection(static client =>
                client is { UserAgent: "bad", Origin: "https://bad.example" } ? Verdict.Blocked("go away") : Verdict.Accept),
        });
        await using var refused = await relay.ConnectRawAsync(("User-Agent", "bad"), ("Origin", "https://bad.example"));
        await using var accepted = await relay.ConnectRawAsync(("User-Agent", "good"), ("Origin", "https://bad.example"));
        Assert.Equal([429, 101], new[] { refused, accepted }.Select(static socket => socket.StatusCode));
    }

    static RelayOptions Network(NetworkOptions network) => new() { Network = network };

    /// <summary>Connects once a place is free, which is shortly after the close frame of the old connection.</summary>
    static async Task<RawWebSocket> ConnectWhenFreeAsync(TestRelay relay)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var socket = await relay.ConnectRawAsync();
            if (socket.StatusCode != 503 || deadline.IsCancellationRequested)
                return socket;
            await socket.DisposeAsync();
        }
    }
}
