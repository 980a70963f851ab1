using System.Text.Json.Nodes;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-91, a proposal: filters that demand all of several values.</summary>
public abstract class Nip91Tests(TestStore store) : RelayTests(store)
{
    protected override TestRelayOptions Setup() =>
        new() { Store = Store, Options = new RelayOptions { Protocol = new ProtocolOptions { AndTags = true } } };

    [Theory]
    [InlineData("{\"&t\":[\"a\"]}", "a ab abc aA")]
    [InlineData("{\"&t\":[\"a\",\"b\"]}", "ab abc")]
    [InlineData("{\"&t\":[\"b\",\"a\",\"b\"]}", "ab abc")]
    [InlineData("{\"&t\":[\"a\",\"b\",\"c\"]}", "abc")]
    [InlineData("{\"&t\":[\"a\",\"nothing\"]}", "")]
    [InlineData("{\"&t\":[]}", "")]
    [InlineData("{\"&t\":[],\"#t\":[\"a\"]}", "")]
    [InlineData("{\"&t\":[\"a\"],\"#t\":[]}", "")]
    [InlineData("{\"&t\":[\"a\"],\"#t\":[\"b\",\"c\"]}", "ab abc")]
    [InlineData("{\"&t\":[\"a\"],\"#t\":[\"a\",\"c\"]}", "abc")]
    [InlineData("{\"&t\":[\"a\",\"b\"],\"#t\":[\"b\",\"a\"]}", "ab abc")]
    [InlineData("{\"&t\":[\"a\"],\"&T\":[\"a\"]}", "aA")]
    [InlineData("{\"&t\":[\"a\"],\"#T\":[\"a\",\"b\"]}", "aA")]
    [InlineData("{\"&t\":[\"a\",\"b\"],\"kinds\":[7]}", "")]
    public async Task All_values_are_demanded_stored_live_and_counted(string filter, string expected)
    {
        NostrEvent[] notes =
        [
            Alice.Note("a", tags: Tag("t", "a")), Alice.Note("b", tags: Tag("t", "b")),
            Alice.Note("ab", tags: [["t", "a"], ["t", "b"]]), Alice.Note("abc", tags: [["t", "c"], ["t", "b"], ["t", "a"]]),
            Alice.Note("aA", tags: [["t", "a"], ["T", "a"]]), Alice.Note("second value", tags: [["t", "x", "a"], ["t", "b"]]),
        ];
        await Client.ReqAsync("live", filter);
        await Client.PublishAllAsync(notes);

        var contents = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var content in contents)
            Assert.Equal(content, (await Client.NextAsync<EventReply>()).Event.Content);
        Assert.Empty(await Client.DrainAsync());
        Assert.Equal(contents.Reverse(), (await Client.QueryAsync(filter)).Contents);
        Assert.Equal(contents.Length, await Client.CountAsync(filter));
    }

    [Fact]
    public async Task Keys_and_ids_are_demanded_as_well()
    {
        var root = Alice.Note("root");
        string[][] tags = [["e", root.Id.ToString()], ["p", Alice.Hex], ["p", Bob.Hex]];
        var both = Bob.Note("both", tags: tags);
        await Client.PublishAllAsync(root, both, Bob.Note("one", tags: tags[..2]));

        Assert.Equal(["both"], (await Client.QueryAsync($"{{\"&p\":[\"{Alice.Hex}\",\"{Bob.Hex}\"]}}")).Contents);
        var one = $"{{\"&e\":[\"{root.Id}\"],\"&p\":[\"{Alice.Hex}\"],\"authors\":[\"{Bob.Hex}\"]}}";
        Assert.Equal(["one", "both"], (await Client.QueryAsync(one)).Contents);
        Assert.Equal(["both"], (await Client.QueryAsync($"{{\"ids\":[\"{both.Id}\"],\"&p\":[\"{Alice.Hex}\",\"{Bob.Hex}\"]}}")).Contents);
    }

    [Theory]
    [InlineData("{\"&e\":[\"x\"]}", "invalid: ")]
    [InlineData("{\"&p\":[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]}", "invalid: ")]
    [InlineData("{\"&t\":\"x\"}", "invalid: ")]
    [InlineData("{\"&t\":[1]}", "invalid: ")]
    [InlineData("{\"&tt\":[\"x\"]}", "unsupported: ")]
    public async Task Bad_demand_refuses_the_request(string filter, string prefix) =>
        Assert.StartsWith(prefix, (await Client.ReqAsync("a", filter)).Closed, StringComparison.Ordinal);

    [Fact]
    public async Task Proposal_is_not_announced_and_off_unless_switched_on()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Accept.ParseAdd("application/nostr+json");
        var document = JsonNode.Parse(await http.GetStringAsync(Relay.HttpAddress))!;
        Assert.DoesNotContain(91, document["supported_nips"]!.AsArray().Select(static nip => (int)nip!));

        await using var relay = await TestRelay.StartAsync(new() { Store = Store });
        await using var client = await relay.ConnectAsync();
        const string refusal = "unsupported: filter contains unknown elements: &t";
        Assert.Equal(refusal, (await client.ReqAsync("a", "{\"&t\":[\"a\"]}")).Closed);
        Assert.Equal(refusal, Assert.IsType<ClosedReply>(await client.CountAsync("c", "{\"&t\":[\"a\"]}")).Message);
    }
}
