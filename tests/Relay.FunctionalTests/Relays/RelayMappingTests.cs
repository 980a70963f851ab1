using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Relay.AspNetCore;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Which relay answers at which address, and which mistakes are told at the start.</summary>
public sealed class RelayMappingTests
{
    [Fact]
    public async Task An_unknown_path_has_no_relay()
    {
        await using var relays = await new RelayGroup().StartAsync();
        using var http = new HttpClient { BaseAddress = relays.HttpAddress };
        using var answer = await http.GetAsync("/c");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await using var upgrade = await RawWebSocket.ConnectAsync(relays.AddressOf(null), "/c");
        Assert.Equal(404, upgrade.StatusCode);
        await using var below = await RawWebSocket.ConnectAsync(relays.AddressOf(null), "/a/b");
        Assert.Equal(404, below.StatusCode);
    }

    [Fact]
    public async Task An_unknown_host_has_no_relay()
    {
        await using var relays = await new RelayGroup
        {
            Map = static app =>
            {
                app.MapRelay().RequireHost("main.test");
                app.MapRelay("/", "a").RequireHost("a.test");
                app.MapRelay("/", "b").RequireHost("b.test", "bee.test");
            },
        }.StartAsync();
        await using var a = await ToHostAsync(relays, "a.test");
        await a.PublishAllAsync(new Author().Note());
        await using var bee = await ToHostAsync(relays, "bee.test");
        Assert.Empty((await bee.QueryAsync("{}")).Events);
        await using var main = await ToHostAsync(relays, "main.test");
        Assert.Empty((await main.QueryAsync("{}")).Events);
        await using var unknown = await RawWebSocket.ConnectAsync(relays.AddressOf(null), headers: ("Host", "c.test"));
        Assert.Equal(404, unknown.StatusCode);
    }

    [Fact]
    public async Task Two_relays_at_one_address_are_an_error_at_the_start()
    {
        var error = await StartErrorAsync(new RelayGroup
        {
            Map = static app =>
            {
                app.MapRelay("/x", "a");
                app.MapRelay("/x/", "b");
            },
        });
        Assert.Equal("the relay a and the relay b are both mapped to /x", error);
    }

    [Theory]
    [InlineData]
    [InlineData("*")]
    [InlineData("main.test", "*")]
    public async Task A_relay_for_any_host_beside_one_for_its_own_is_an_error_at_the_start(params string[] hosts)
    {
        var error = await StartErrorAsync(new RelayGroup
        {
            Map = app =>
            {
                app.MapRelay().RequireHost(hosts);
                app.MapRelay("/", "a").RequireHost("a.test");
            },
        });
        Assert.StartsWith("the default relay is mapped to / for any host", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_address_whose_path_is_not_served_is_an_error_at_the_start()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Relay:PublicUrl"] = "ws://relay.test/sub",
            ["Relays:a:PublicUrl"] = "ws://relay.test/private",
        };
        Assert.Equal(
            "Relay:PublicUrl is ws://relay.test/sub, but the relay is not mapped to this path: call MapRelay(\"/sub\")\n"
            + "Relays:a:PublicUrl is ws://relay.test/private, but the relay is not mapped to this path: call MapRelay(\"/private\", \"a\")",
            await StartErrorAsync(new RelayGroup { Settings = settings }));
    }

    [Fact]
    public async Task The_path_of_a_public_address_may_be_mapped_in_a_group_or_stand_in_front()
    {
        await using var relays = await new RelayGroup
        {
            Settings = new()
            {
                ["Relay:Authentication:Challenge"] = "OnConnect",
                ["Relay:PublicUrl"] = "ws://relay.test/sub/relay/",
                ["Relays:a:PublicUrl"] = "ws://relay.test/front/a",
            },
            Map = static app =>
            {
                app.UsePathBase("/front");
                app.UseRouting();
                app.MapRelay();
                app.MapGroup("/sub").MapRelay("/relay");
                app.MapRelay("/a", "a").BehindPathBase("/front");
            },
        }.StartAsync();
        await using var client = await RelayClient.ConnectAsync(new Uri(relays.AddressOf(null), "/sub/relay"));
        var author = new Author();
        Assert.True((await client.AuthenticateAsync(author, "ws://relay.test/sub/relay")).Accepted);
        await using var behind = await RelayClient.ConnectAsync(new Uri(relays.AddressOf(null), "/front/a"));
        Assert.True((await behind.AuthenticateAsync(author, "ws://relay.test/front/a")).Accepted);
    }

    [Fact]
    public async Task A_relay_that_was_not_added_cannot_be_mapped()
    {
        Assert.Equal(
            "there is no relay named c to map: call AddRelay(configuration, \"c\")",
            await StartErrorAsync(new RelayGroup { Map = static app => app.MapRelay("/c", "c") }));
        Assert.StartsWith(
            "there is no default relay to map",
            await StartErrorAsync(new RelayGroup { Names = ["a"], Map = static app => app.MapRelay() }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_given_once()
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().Build();
        services.AddRelay(configuration);
        services.AddRelay(configuration, "private");
        var again = Assert.Throws<InvalidOperationException>(() => services.AddRelay(configuration, "Private"));
        Assert.Equal("a relay named Private was already added", again.Message);
        var second = Assert.Throws<InvalidOperationException>(() => services.AddRelay(configuration));
        Assert.StartsWith("the default relay was already added", second.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => services.AddRelay(configuration, "a:b"));
    }

    static async Task<string> StartErrorAsync(RelayGroup relays)
    {
        await using (relays)
            return (await Assert.ThrowsAnyAsync<Exception>(relays.StartAsync)).Message;
    }

    static Task<RelayClient> ToHostAsync(RelayGroup relays, string host) =>
        RelayClient.ConnectAsync(relays.AddressOf(null), configure: options => options.SetRequestHeader("Host", host));
}
