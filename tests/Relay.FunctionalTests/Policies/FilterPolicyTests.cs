using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class FilterPolicyTests
{
    [Fact]
    public async Task Filters_that_the_settings_forbid_close_REQ_and_COUNT()
    {
        await using var relay = await PolicyRelay.StartAsync(("Filter:RequireOneOf:0", "Kinds"), ("Filter:MaxKinds", "2"));
        await using var client = await relay.ConnectAsync();

        Assert.Null((await client.QueryAsync("{\"kinds\":[1,2]}")).Closed);
        Assert.Equal("blocked: a filter must name one of: kinds", (await client.QueryAsync("{\"kinds\":[1]}", "{}")).Closed);
        Assert.Equal("blocked: a filter may name at most 2 kinds", (await client.QueryAsync("{\"kinds\":[1,2,3]}")).Closed);
        Assert.Equal(0, await client.CountAsync("{\"kinds\":[1,2]}"));
        var closed = Assert.IsType<ClosedReply>(await client.CountAsync("c", "{\"kinds\":[1,2,3]}"));
        Assert.Equal("blocked: a filter may name at most 2 kinds", closed.Message);
    }
}
