using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The program serves the path of its public address, and still the path / for proxies that take the other one off.</summary>
public sealed class PublicPathTests
{
    [Fact]
    public async Task The_path_of_the_public_address_is_served()
    {
        using var folder = new TemporaryFolder();
        await using var relay = RelayProcess.Start(
            folder.Path,
            ["--urls", "http://127.0.0.1:0", "--Relay:PublicUrl=ws://relay.test/sub/relay", "--Relay:Authentication:Challenge=OnConnect"]);
        var address = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        foreach (var path in new[] { "/", "/sub/relay" })
        {
            await using var client = await RelayClient.ConnectAsync(new Uri(address, path));
            Assert.True((await client.AuthenticateAsync(new Author(), "ws://relay.test/sub/relay")).Accepted);
        }
        await using var other = await RawWebSocket.ConnectAsync(address, "/sub");
        Assert.Equal(404, other.StatusCode);
    }
}
