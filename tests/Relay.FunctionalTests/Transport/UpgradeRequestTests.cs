using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Hooks see the request with which a client connects, and an idle connection does not keep it.</summary>
public sealed class UpgradeRequestTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hooks_that_are_asked_before_the_first_message_see_the_request(bool handsOver)
    {
        var seen = new List<UpgradeRequest?>();
        ClientContext? connected = null;
        await using var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Configure = relay => relay
                .RejectConnection(client =>
                {
                    seen.Add(client.Request);
                    return Verdict.Accept;
                })
                .OnConnect((ClientContext client) =>
                {
                    seen.Add(client.Request);
                    connected = client;
                }),
        });

        await using var client = await RelayClient.ConnectAsync(
            new Uri(relay.Address, "/?invite=abc"), configure: static options => options.SetRequestHeader("X-Invite", "42"));
        await client.QueryAsync("{}");

        Assert.Equal(2, seen.Count);
        Assert.All(seen, request =>
        {
            Assert.Equal(relay.Address.Authority, request!.Host);
            Assert.Equal(("/", "?invite=abc", "42"), (request.Path, request.Query, request.Headers["x-invite"]));
            Assert.Null(request.User);
        });
        Assert.Null(connected!.Request);
    }

    [Fact]
    public async Task The_information_document_may_differ_by_host()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = static relay => relay.OverwriteRelayInformation(
                static (client, information) => information with { Name = client.Request!.Host.Split('.')[0] }),
        });
        using var http = new HttpClient();

        foreach (var name in new[] { "cooks", "gardeners" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, relay.HttpAddress);
            request.Headers.Host = $"{name}.example.com";
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/nostr+json"));
            using var response = await http.SendAsync(request);
            Assert.Equal(name, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["name"]);
        }
    }

    [Fact]
    public async Task Without_such_hooks_no_request_is_described()
    {
        ClientContext? asker = null;
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay.RejectFilter((client, _) =>
            {
                asker = client;
                return Verdict.Accept;
            }),
        });
        await using var client = await relay.ConnectAsync();
        await client.QueryAsync("{}");

        Assert.Null(asker!.Request);
    }
}
