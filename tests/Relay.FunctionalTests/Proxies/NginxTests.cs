using System.Net;
using System.Net.WebSockets;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What <c>docs/proxies.md</c> promises about nginx with <c>deploy/nginx.conf</c>.</summary>
public sealed class NginxTests(RelayBehindNginx relay) : IClassFixture<RelayBehindNginx>, IAsyncLifetime
{
    readonly Author _author = new();

    public async ValueTask InitializeAsync() => await relay.StartAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task A_client_publishes_and_finds_a_long_event_over_TLS()
    {
        await using var client = await ConnectAsync();
        var note = _author.Note(new string('a', 400_000));

        await client.PublishAllAsync(note);

        Assert.Equal(note.Id, Assert.Single((await FindAsync(client)).Events).Id);
    }

    [Fact]
    public async Task The_relay_sees_the_clients_address_and_not_one_that_the_client_wrote()
    {
        using var socket = new ClientWebSocket();
        foreach (var header in new[] { "X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "Forwarded" })
            socket.Options.SetRequestHeader(header, header == "Forwarded" ? "for=198.51.100.1" : "198.51.100.1, 127.0.0.1");
        using var invoker = new HttpMessageInvoker(ProxyClient.Handler("127.0.0.5"));

        await socket.ConnectAsync(relay.Nginx.Relay, invoker, CancellationToken.None).Within("the upgrade");

        await relay.LogAsync("comes from 127.0.0.5");
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("metrics/")]
    [InlineData("METRICS")]
    public async Task Metrics_are_not_found(string path)
    {
        using var http = ProxyClient.At("127.0.0.1");
        using var answer = await http.GetAsync(new Uri(relay.Nginx.WebAddress, path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task The_information_document_comes_through()
    {
        using var http = ProxyClient.At("127.0.0.1");
        http.DefaultRequestHeaders.Add("Accept", "application/nostr+json");
        using var answer = await http.GetAsync(relay.Nginx.WebAddress);

        Assert.Equal("application/nostr+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Without_TLS_a_browser_is_sent_to_the_address_with_TLS()
    {
        using var http = ProxyClient.At("127.0.0.1");
        http.DefaultRequestHeaders.Host = "relay.example.com";
        using var answer = await http.GetAsync(relay.Nginx.PlainAddress);

        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal(new Uri("https://relay.example.com/"), answer.Headers.Location);
    }

    [Fact]
    public async Task A_relay_that_was_killed_and_started_again_is_found_at_once()
    {
        await using (var before = await ConnectAsync())
        {
            await before.PublishAllAsync(_author.Note("before"));
            await relay.KillRelayAsync();
            await before.ClosedAsync();
        }
        using var http = ProxyClient.At("127.0.0.1");
        Assert.Equal(HttpStatusCode.BadGateway, (await http.GetAsync(relay.Nginx.WebAddress)).StatusCode);

        await relay.StartRelayAgainAsync();

        await using var client = await ConnectAsync();
        Assert.Single((await FindAsync(client)).Events);
    }

    Task<RelayClient> ConnectAsync() => RelayClient.ConnectAsync(
        relay.Nginx.Relay, configure: static options => options.RemoteCertificateValidationCallback = ProxyClient.AnyCertificate);

    Task<StoredReply> FindAsync(RelayClient client) => client.QueryAsync($$"""{"authors":["{{_author.Hex}}"]}""");
}
