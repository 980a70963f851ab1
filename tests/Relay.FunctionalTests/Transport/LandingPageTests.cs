using System.Net;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class LandingPageTests
{
    [Fact]
    public async Task The_page_names_the_relay_and_its_address_and_loads_nothing()
    {
        var options = new RelayOptions
        {
            PublicUrl = "wss://relay.example.com",
            Information = new InformationOptions { Name = "Käse & <Brot>", Description = "For \"testing\"" },
        };
        await using var relay = await TestRelay.StartAsync(new() { Options = options });
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };

        using var answer = await http.GetAsync("/");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("K&#xE4;se &amp; &lt;Brot&gt;", page, StringComparison.Ordinal);
        Assert.Contains("wss://relay.example.com", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<Brot>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_counts_what_is_open()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync();
        await client.ReqAsync("a", "{}");
        await client.ReqAsync("b", "{}");
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };

        var page = await http.GetStringAsync("/");

        Assert.Contains("<dt>Connections</dt><dd>1</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>Subscriptions</dt><dd>2</dd>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "ws://relay.test")]
    [InlineData("https", "wss://relay.test")]
    public async Task Without_a_public_address_the_page_names_the_one_that_was_asked(string? proto, string expected)
    {
        var options = new RelayOptions { Network = new NetworkOptions { TrustedProxies = ["127.0.0.1"] } };
        await using var relay = await TestRelay.StartAsync(new() { Options = options });
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        http.DefaultRequestHeaders.Host = "relay.test";
        if (proto is not null)
            http.DefaultRequestHeaders.Add("X-Forwarded-Proto", proto);
        Assert.Contains($"<code>{expected}</code>", await http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/anything")]
    [InlineData("/index.html")]
    public async Task There_is_nothing_at_other_addresses(string path)
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var answer = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Health_is_ok_while_the_relay_runs()
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        Assert.Equal("""{"status":"ok"}""", await http.GetStringAsync("/health"));
    }
}
