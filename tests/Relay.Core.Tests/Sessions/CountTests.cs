using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

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
        await using var relay = new TestEngine(
            relay => relay.CountEvents(static query => 40 + query.Filters.Count, appliesVisibility: true));
        var client = await relay.ConnectAsync();

        Assert.Equal("""["COUNT","count",{"count":42}]""", await client.CountAsync("{}", "{\"kinds\":[1]}", "{\"limit\":5}"));
    }

    [Fact]
    public async Task Counter_that_fails_closes_the_query()
    {
        await using var relay = new TestEngine(
            relay => relay.CountEvents(static (EventQuery _) => throw new InvalidOperationException(), appliesVisibility: true));
        var client = await relay.ConnectAsync();

        Assert.Equal("""["CLOSED","count","error: internal error"]""", await client.CountAsync("{}"));
        Assert.Single(relay.Log.Errors);
    }

    [Fact]
    public async Task Authors_are_counted_where_one_tag_condition_has_one_value()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.PublishAsync(_alice.Note(tags: ["t", "a"]));

        Assert.Equal(Answer(1, _alice), await client.CountAsync("{\"#t\":[\"a\"],\"limit\":0}"));
        Assert.Equal(Answer(0), await client.CountAsync("{\"#t\":[\"a\"],\"kinds\":[]}"));
        Assert.Equal("""["COUNT","count",{"count":1}]""", await client.CountAsync("{\"#t\":[\"a\"]}", "{\"kinds\":[]}"));
        Assert.Equal("""["COUNT","count",{"count":1}]""", await client.CountAsync("{\"#t\":[\"a\",\"b\"]}"));
    }

    [Fact]
    public async Task Authors_in_several_stores_are_counted_together()
    {
        var (one, other) = (new InMemoryStore(), new InMemoryStore());
        await using var relay = new TestEngine(relay => relay.UseStore(one).UseStore(other));
        var bob = new Author();
        foreach (var store in new[] { one, other })
            await store.AdmitAsync(_alice.Note(tags: ["t", "a"]), CancellationToken.None);
        await other.AdmitAsync(bob.Note(tags: ["t", "a"]), CancellationToken.None);
        var client = await relay.ConnectAsync();

        Assert.Equal(Answer(3, _alice, bob), await client.CountAsync("{\"#t\":[\"a\"]}"));
    }

    [Fact]
    public async Task Authors_behind_a_router_are_counted()
    {
        await using var relay = new TestEngine(
            relay => relay.UseStore(new RouterStore(new InMemoryStore()).WithKinds(7, 7, new InMemoryStore())));
        var client = await relay.ConnectAsync();
        var bob = new Author();
        await client.PublishAsync(_alice.Note(tags: ["t", "a"]));
        await client.PublishAsync(bob.Event(7, tags: ["t", "a"]));

        Assert.Equal(Answer(2, _alice, bob), await client.CountAsync("{\"#t\":[\"a\"]}"));
    }

    [Fact]
    public async Task Counter_of_authors_has_the_word_beside_one_that_knows_none()
    {
        await using var relay = new TestEngine(relay => relay
            .CountEvents(static _ => 1, appliesVisibility: true)
            .CountEventsHll((_, authors) =>
            {
                authors.Add(_alice.PublicKey);
                return 2;
            }, appliesVisibility: true));
        var client = await relay.ConnectAsync();

        Assert.Equal(Answer(2, _alice), await client.CountAsync("{\"#t\":[\"a\"]}"));
        Assert.Equal("""["COUNT","count",{"count":1}]""", await client.CountAsync("{}"));
    }

    [Fact]
    public async Task Counter_that_knows_no_authors_answers_without_them()
    {
        await using var relay = new TestEngine(relay => relay.CountEvents(static _ => 5, appliesVisibility: true));
        var client = await relay.ConnectAsync();

        Assert.Equal("""["COUNT","count",{"count":5}]""", await client.CountAsync("{\"#t\":[\"a\"]}"));
    }

    static string Answer(int count, params Author[] authors)
    {
        var offset = HyperLogLog.For([new Filter { Tags = [new TagFilter('t', [new TagValue("a")])] }])!.Offset;
        return $$"""["COUNT","count",{"count":{{count}},"hll":"{{NaiveHyperLogLog.Of(offset, authors.Select(static a => a.Hex))}}"}]""";
    }
}
