using System.Net;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What monitors and clients see of a store's health.</summary>
public sealed class HealthTests
{
    readonly ToldStore _store = new();
    readonly Author _author = new();

    [Theory]
    [InlineData(StoreState.Healthy, "", HttpStatusCode.OK, """{"status":"ok"}""")]
    [InlineData(StoreState.NoEarlyAnswers, "the disk is full", HttpStatusCode.OK, """{"status":"degraded","reason":"the disk is full"}""")]
    [InlineData(StoreState.RemovalsOnly, "say \"a\"", HttpStatusCode.OK, """{"status":"degraded","reason":"say \u0022a\u0022"}""")]
    [InlineData(StoreState.Broken, "it broke", HttpStatusCode.ServiceUnavailable, """{"status":"broken","reason":"it broke"}""")]
    public async Task Only_what_a_new_start_mends_is_answered_503(StoreState state, string reason, HttpStatusCode code, string text)
    {
        await using var relay = await StartAsync(_store);
        _store.Condition = new StoreCondition(state, reason);
        Assert.Equal((code, text), await Health.AskAsync(relay.HttpAddress));
    }

    [Fact]
    public async Task The_worst_store_of_a_router_counts()
    {
        await using var relay = await StartAsync(new RouterStore(new InMemoryStore(new FakeTime())).WithKinds(1, 1, _store));
        _store.Condition = new StoreCondition(StoreState.RemovalsOnly, "no room");
        Assert.Equal((HttpStatusCode.OK, """{"status":"degraded","reason":"no room"}"""), await Health.AskAsync(relay.HttpAddress));
    }

    [Fact]
    public async Task Clients_of_a_broken_store_are_told_and_the_log_is_not()
    {
        const string Refusal = "error: the store is broken; the relay is ending";
        await using var relay = await StartAsync(_store);
        await using var client = await relay.ConnectAsync();
        _store.Condition = new StoreCondition(StoreState.Broken, "it broke");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(Refusal, (await client.PublishAsync(_author.Note($"{i}"))).Message);
            Assert.Equal(Refusal, (await client.ReqAsync($"{i}", "{}")).Closed);
        }
        Assert.Empty(relay.Log.Records);
    }

    static Task<TestRelay> StartAsync(IEventStore store) => TestRelay.StartAsync(new()
    {
        Store = relay =>
        {
            relay.UseStore(store);
            return null;
        },
    });
}
