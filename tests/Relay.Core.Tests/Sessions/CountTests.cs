using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class CountTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task Count_ignores_limits_and_leaves_subscriptions_alone()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.QueryAsync("count", "{\"kinds\":[7]}");
        for (var i = 0; i < 3; i++)
            await client.PublishAsync(_alice.Note($"{i}"));

        Assert.Equal("""["COUNT","count",{"count":3}]""", await client.CountAsync("{\"kinds\":[1],\"limit\":1}", "{\"kinds\":[1]}"));
        Assert.Equal("""["COUNT","count",{"count":0}]""", await client.CountAsync("{\"kinds\":[]}"));
        Assert.Equal(1, relay.Engine.Subscriptions);
    }

    [Fact]
    public async Task Private_messages_are_not_counted()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.PublishAsync(_alice.Event(1059, tags: ["p", _alice.Hex]));
        await client.PublishAsync(_alice.Event(4));

        Assert.Equal("""["COUNT","count",{"count":0}]""", await client.CountAsync("{}"));
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
    }

    [Fact]
    public async Task Several_counters_give_way_to_counting_distinct_events()
    {
        var (one, other) = (new InMemoryStore(), new InMemoryStore());
        await using var relay = new TestEngine(relay => relay.UseStore(one).UseStore(other));
        var (both, only) = (_alice.Note("both"), _alice.Note("only"));
        foreach (var store in new[] { one, other })
            await store.AdmitAsync(both, CancellationToken.None);
        await other.AdmitAsync(only, CancellationToken.None);
        var client = await relay.ConnectAsync();

        Assert.Equal("""["COUNT","count",{"count":2}]""", await client.CountAsync("{\"kinds\":[1]}", "{\"limit\":1}"));
    }

    [Fact]
    public async Task One_counter_has_the_word()
    {
        await using var relay = new TestEngine(relay => relay.CountEvents(static query => 40 + query.Filters.Count));
        var client = await relay.ConnectAsync();

        Assert.Equal("""["COUNT","count",{"count":42}]""", await client.CountAsync("{}", "{}"));
    }

    [Fact]
    public async Task Counter_that_fails_closes_the_query()
    {
        await using var relay = new TestEngine(relay => relay.CountEvents(static (EventQuery _) => throw new InvalidOperationException()));
        var client = await relay.ConnectAsync();

        Assert.Equal("""["CLOSED","count","error: internal error"]""", await client.CountAsync("{}"));
        Assert.Single(relay.Log.Errors);
    }
}
