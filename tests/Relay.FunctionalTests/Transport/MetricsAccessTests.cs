using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The clients that may read the metrics. For others the path does not exist.</summary>
public sealed class MetricsAccessTests
{
    [Theory]
    [InlineData("/metrics", 200)]
    [InlineData("/metrics/", 200)]
    [InlineData("/METRICS", 200)]
    public Task This_machine_reads_them(string path, int expected) => AssertAsync(new(), path, expected);

    [Theory]
    [InlineData("X-Forwarded-For", "198.51.100.1")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Host", "relay.example.com")]
    public async Task Whoever_comes_through_a_proxy_on_this_machine_does_not(string header, string value)
    {
        await AssertAsync(new(), "/metrics", 404, (header, value));
        await AssertAsync(new(), "/metrics/", 404, (header, value));
        if (header != "Host")
            await AssertAsync(new() { TrustedProxies = ["127.0.0.1"] }, "/metrics", 404, (header, value));
    }

    [Fact]
    public Task Nor_does_a_trusted_proxy_on_this_machine_itself() => AssertAsync(new() { TrustedProxies = ["127.0.0.1"] }, "/metrics", 404);

    [Theory]
    [InlineData("198.51.100.7", 200)]
    [InlineData("198.51.100.7, 127.0.0.1", 200)]
    [InlineData("2001:db8::5", 200)]
    [InlineData("198.51.101.7", 404)]
    [InlineData("127.0.0.1", 404)]
    [InlineData("198.51.100.7, junk", 404)]
    [InlineData("198.51.100.7, 203.0.113.1", 404)]
    public Task Behind_a_trusted_proxy_the_clients_address_decides(string forwarded, int expected)
    {
        var network = new NetworkOptions
        {
            TrustedProxies = ["127.0.0.1"],
            MetricsFrom = ["198.51.100.0/24", "2001:db8::/32", "127.0.0.0/8"],
        };
        return AssertAsync(network, "/metrics", expected, ("X-Forwarded-For", forwarded));
    }

    [Fact]
    public Task The_addresses_that_are_named_are_all_that_read_them() =>
        AssertAsync(new() { MetricsFrom = ["198.51.100.0/24"] }, "/metrics", 404);

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    public async Task The_refusal_is_that_of_a_path_that_does_not_exist(string method)
    {
        var options = new RelayOptions { Network = new() { MetricsFrom = ["198.51.100.1"] } };
        await using var relay = await TestRelay.StartAsync(new() { Options = options });
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };

        Assert.Equal(await AnswerAsync(http, method, "/nothing"), await AnswerAsync(http, method, "/metrics"));
    }

    [Fact]
    public async Task No_label_tells_where_the_store_is()
    {
        await using var relay = await TestRelay.StartAsync(new() { Store = TestStores.Lmdb });
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };

        var metrics = await http.GetStringAsync("/metrics");

        Assert.Contains("relay_store_tail_events{store=\"1\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.DirectorySeparatorChar, string.Concat(metrics.Split('\n').Where(static line => !line.StartsWith('#'))));
    }

    static async Task AssertAsync(NetworkOptions network, string path, int expected, params (string Name, string? Value)[] headers)
    {
        await using var relay = await TestRelay.StartAsync(new() { Options = new() { Network = network } });
        // Not a handshake: the headers of an upgrade stay out.
        await using var socket = await RawWebSocket.ConnectAsync(
            relay.Address, path, headers: [("Upgrade", null), ("Connection", "close"), .. headers]);
        Assert.Equal(expected, socket.StatusCode);
    }

    static async Task<string> AnswerAsync(HttpClient http, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await http.SendAsync(request);
        var headers = answer.Headers.Where(static header => header.Key != "Date").Select(
            static header => $"{header.Key}: {string.Join(",", header.Value)}");
        return $"{answer.StatusCode}\n{string.Join('\n', headers)}\n{answer.Content.Headers}\n{await answer.Content.ReadAsStringAsync()}";
    }
}
