using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class ReadersPolicyTests
{
    const string Own = "wss://relay.example.com";

    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public async Task Only_listed_keys_read_more_than_the_open_kinds()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new() { ["PublicUrl"] = Own, ["Policies:Readers:Allowed:0"] = _alice.Hex },
        });
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_bob.Note(), _bob.Event(10002));

        Assert.Single((await client.QueryAsync("{\"kinds\":[10002]}")).Events);
        Assert.Equal("auth-required: reading here needs a proved key", (await client.QueryAsync("{\"kinds\":[1]}")).Closed);
        Assert.True((await client.AuthenticateAsync(_bob, Own)).Accepted);
        Assert.Equal(
            "restricted: the key is not on the list of keys that may read here",
            Assert.IsType<ClosedReply>(await client.CountAsync("c", "{\"kinds\":[1]}")).Message);
        Assert.True((await client.AuthenticateAsync(_alice, Own)).Accepted);
        Assert.Single((await client.QueryAsync("{\"kinds\":[1]}")).Events);
    }
}
