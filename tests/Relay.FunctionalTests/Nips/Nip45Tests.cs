using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>NIP-45: counting.</summary>
public abstract class Nip45Tests(TestStore store) : RelayTests(store)
{
    [Fact]
    public async Task Several_filters_count_their_union()
    {
        await Client.PublishAllAsync(Alice.Note(), Alice.Note(), Bob.Note(), Bob.Event(7));
        var reply = await Client.CountAsync("c", "{\"kinds\":[1]}", $"{{\"authors\":[\"{Bob.Hex}\"]}}");
        Assert.Equal("[\"COUNT\",\"c\",{\"count\":4}]", reply.Text);
    }

    [Theory]
    [InlineData("{\"kinds\":[1]}", 3)]
    [InlineData("{\"kinds\":[1],\"limit\":1}", 3)]
    [InlineData("{\"kinds\":[1],\"limit\":0}", 3)]
    [InlineData("{\"kinds\":[]}", 0)]
    [InlineData("{\"kinds\":[2]}", 0)]
    [InlineData("{\"since\":2,\"until\":1}", 0)]
    [InlineData("{\"#t\":[\"x\"]}", 1)]
    [InlineData("{}", 4)]
    public async Task Limit_does_not_count_and_everything_else_does(string filter, int expected)
    {
        await Client.PublishAllAsync(Alice.Note(tags: Tag("t", "x")), Alice.Note(), Bob.Note(), Bob.Event(7));
        Assert.Equal(expected, await Client.CountAsync(filter));
    }

    [Fact]
    public async Task What_is_replaced_or_deleted_does_not_count()
    {
        var note = Alice.Note();
        await Client.PublishAllAsync(Alice.Event(0), Alice.Event(0), note, Alice.Deletion(note));
        Assert.Equal(1, await Client.CountAsync("{\"kinds\":[0]}"));
        Assert.Equal(0, await Client.CountAsync("{\"kinds\":[1]}"));
    }

    [Fact]
    public async Task More_than_a_request_may_ask_for_is_counted()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = Store,
            Options = new RelayOptions { Limits = new LimitsOptions { MaxLimit = 5, DefaultLimit = 5 } },
        });
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(Enumerable.Range(0, 20).Select(_ => Alice.Note()));
        Assert.Equal(20, await client.CountAsync("{}"));
    }

    [Fact]
    public async Task Query_has_an_id_of_its_own_and_leaves_subscriptions_alone()
    {
        await Client.ReqAsync("same", "{}");
        Assert.IsType<CountReply>(await Client.CountAsync("same", "{\"kinds\":[7]}"));
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        await AssertNextAsync("same", note);
    }

    [Fact]
    public async Task Count_sees_the_events_sent_before_it()
    {
        for (var i = 1; i <= 20; i++)
        {
            await Client.SendEventAsync(Alice.Note());
            Assert.Equal(i, await Client.CountAsync("{}"));
        }
    }

    [Theory]
    [InlineData("[\"COUNT\",\"c\"]", "invalid: ")]
    [InlineData("[\"COUNT\",\"c\",{\"kinds\":1}]", "invalid: ")]
    [InlineData("[\"COUNT\",\"c\",{\"search\":\"x\"}]", "unsupported: ")]
    public async Task Bad_query_is_refused_with_closed(string message, string prefix)
    {
        await Client.SendAsync(message);
        var closed = await Client.NextAsync<ClosedReply>();
        Assert.Equal("c", closed.Subscription);
        Assert.StartsWith(prefix, closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_by_a_hook_is_told_with_closed()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = Store,
            Configure = static relay => relay.RejectCountFilter(static (_, _) => Verdict.Restricted("no counting here")),
        });
        await using var client = await relay.ConnectAsync();
        Assert.Equal("[\"CLOSED\",\"c\",\"restricted: no counting here\"]", (await client.CountAsync("c", "{}")).Text);
    }

    [Theory]
    [InlineData("e", 7)]
    [InlineData("e", 6)]
    [InlineData("q", 1)]
    [InlineData("q", 1111)]
    [InlineData("e", 1)]
    [InlineData("E", 1111)]
    [InlineData("p", 3)]
    public async Task Authors_are_counted_in_registers_that_all_relays_share(string letter, int kind)
    {
        // NIP-45's own example of an id. The digit in its middle gives the offset 19.
        const string value = "5c83da77af1dec6d7289834998ad7aafbd9e2191396d75ec3cc27f5a77226f36";
        var authors = Enumerable.Range(0, 30).Select(static _ => new Author()).ToArray();
        await Client.PublishAllAsync(authors.Select(author => author.Event(kind, tags: Tag(letter, value))));
        await Client.PublishAllAsync(new Author().Event(kind), new Author().Event(8, tags: Tag(letter, value)));

        var filter = $"{{\"kinds\":[{kind}],\"#{letter}\":[\"{value}\"]}}";
        var reply = Assert.IsType<CountReply>(await Client.CountAsync("c", filter));
        Assert.Equal((30, NaiveHyperLogLog.Of(19, authors.Select(static author => author.Hex))), (reply.Count, reply.Hll));
    }

    [Fact]
    public async Task Relays_with_the_same_events_have_the_same_registers()
    {
        await using var other = await TestRelay.StartAsync(new() { Store = TestStores.InMemory });
        await using var client = await other.ConnectAsync();
        var events = Enumerable.Range(0, 50).Select(i => new Author().Event(7, tags: Tag("t", i % 2 == 0 ? "a" : "b"))).ToArray();
        await Client.PublishAllAsync(events);
        await client.PublishAllAsync(events.Reverse());

        var replies = new[] { await Client.CountAsync("c", "{\"#t\":[\"a\"]}"), await client.CountAsync("c", "{\"#t\":[\"a\"]}") };
        Assert.Equal(replies[0].Text, replies[1].Text);
        Assert.NotNull(((CountReply)replies[0]).Hll);
    }

    [Theory]
    [InlineData("{\"kinds\":[1]}")]
    [InlineData("{\"#t\":[\"a\",\"b\"]}")]
    [InlineData("{\"#t\":[\"a\"],\"#r\":[\"b\"]}")]
    [InlineData("{\"#t\":[\"a\"]},{\"#t\":[\"a\"],\"kinds\":[1]}")]
    public async Task Where_the_offset_would_be_anybodys_guess_there_are_no_registers(string filters)
    {
        await Client.PublishAllAsync(Alice.Note(tags: [["t", "a"], ["r", "b"]]));
        Assert.Equal("[\"COUNT\",\"c\",{\"count\":1}]", (await Client.CountAsync("c", filters)).Text);
    }

    [Fact]
    public async Task Authors_of_private_messages_and_of_deleted_events_are_not_counted()
    {
        var deleted = Bob.Note(tags: Tag("p", Alice.Hex));
        await Client.PublishAllAsync(
            deleted, Alice.Note(tags: Tag("p", Alice.Hex)), new Author().Event(4, tags: Tag("p", Alice.Hex)),
            new Author().Event(1059, tags: Tag("p", Alice.Hex)), Bob.Deletion(deleted));

        var reply = Assert.IsType<CountReply>(await Client.CountAsync("c", $"{{\"#p\":[\"{Alice.Hex}\"]}}"));
        var offset = 8 + Convert.ToInt32(Alice.Hex.Substring(32, 1), 16);
        Assert.Equal((1, NaiveHyperLogLog.Of(offset, [Alice.Hex])), (reply.Count, reply.Hll));
    }
}
