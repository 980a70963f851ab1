using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class HandshakeTests
{
    [Fact]
    public async Task The_key_is_answered_as_in_the_example_of_RFC_6455()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var socket = await relay.ConnectRawAsync();

        Assert.Equal(101, socket.StatusCode);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: websocket\r\n", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Key", null, 400)]
    [InlineData("Sec-WebSocket-Key", "too short", 400)]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ", 400)]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSEhIQ==", 400)]
    [InlineData("Sec-WebSocket-Version", null, 426)]
    [InlineData("Sec-WebSocket-Version", "8", 426)]
    [InlineData("Connection", "close", 400)]
    public async Task A_request_that_is_no_proper_handshake_is_not_upgraded(string header, string? value, int expected)
    {
        await using var relay = await TestRelay.StartAsync();
        await using var socket = await relay.ConnectRawAsync((header, value));

        Assert.Equal(expected, socket.StatusCode);
        if (expected == 426)
            Assert.Contains("Sec-WebSocket-Version: 13\r\n", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Connection", "keep-alive, Upgrade")] // Firefox
    [InlineData("Upgrade", "WebSocket")]
    [InlineData("Accept", "application/nostr+json")] // an upgrade wins over Accept
    [InlineData("Sec-WebSocket-Protocol", "nostr")]
    [InlineData("Origin", "https://client.example")]
    public async Task What_clients_send_besides_does_no_harm(string header, string value)
    {
        await using var relay = await TestRelay.StartAsync();
        await using var socket = await relay.ConnectRawAsync((header, value));
        Assert.Equal(101, socket.StatusCode);
    }

    [Theory]
    [InlineData("/anything")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    [InlineData("//")]
    public async Task No_other_address_is_upgraded(string path)
    {
        await using var relay = await TestRelay.StartAsync();
        await using var socket = await RawWebSocket.ConnectAsync(relay.Address, path);
        Assert.Equal(path is "/health" or "/metrics" ? 200 : 404, socket.StatusCode);
    }

    [Fact]
    public async Task A_query_does_not_change_the_address()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var socket = await RawWebSocket.ConnectAsync(relay.Address, "/?from=client");
        Assert.Equal(101, socket.StatusCode);
    }

    [Fact]
    public async Task WebSockets_that_share_a_connection_of_HTTP_2_count_each()
    {
        var network = new NetworkOptions { MaxConnections = 2, MaxPendingConnections = 1 };
        await using var relay = await TestRelay.StartAsync(new() { Options = new() { Network = network }, Configure = UseHttp2 });
        using var http = new HttpClient(new SocketsHttpHandler());
        using var first = NewHttp2Socket();
        using var second = NewHttp2Socket();
        using var third = NewHttp2Socket();
        await first.ConnectAsync(relay.Address, http, CancellationToken.None).Within("the upgrade");
        await second.ConnectAsync(relay.Address, http, CancellationToken.None).Within("the upgrade");

        await Assert.ThrowsAsync<WebSocketException>(
            () => third.ConnectAsync(relay.Address, http, CancellationToken.None).Within("the refusal"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.HttpStatusCode);
    }

    [Fact]
    public async Task A_connection_over_HTTP_2_is_a_connection_like_any_other()
    {
        await using var relay = await TestRelay.StartAsync(new() { Configure = UseHttp2 });
        using var http = new HttpClient(new SocketsHttpHandler());
        using var socket = NewHttp2Socket();
        await socket.ConnectAsync(relay.Address, http, CancellationToken.None).Within("the upgrade");

        await socket.SendAsync("[\"REQ\",\"a\",{}]"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None).Within("EOSE");

        Assert.Equal("[\"EOSE\",\"a\"]"u8, buffer.AsSpan(0, received.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Within("the close handshake");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    static void UseHttp2(RelayBuilder relay) => relay.Services.Configure<KestrelServerOptions>(
        static kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));

    static ClientWebSocket NewHttp2Socket()
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        return socket;
    }
}
