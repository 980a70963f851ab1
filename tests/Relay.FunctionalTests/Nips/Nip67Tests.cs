using System.Text.Json.Nodes;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>NIP-67: EOSE tells whether there is more.</summary>
public abstract class Nip67Tests(TestStore store) : RelayTests(store)
{
    const int DefaultLimit = 8, MaxLimit = 12;

    static readonly int[] Kinds = [1, 6, 7];

    protected override TestRelayOptions Setup() => Setup(hints: true);

    TestRelayOptions Setup(bool hints) => new()
    {
        Store = Store,
        Options = new RelayOptions
        {
            Limits = new LimitsOptions { DefaultLimit = DefaultLimit, MaxLimit = MaxLimit },
            Protocol = new ProtocolOptions { EoseHints = hints, AndTags = true },
        },
    };

    [Fact]
    public async Task Number_is_announced_only_while_hints_are_given()
    {
        await using var silent = await TestRelay.StartAsync(Setup(hints: false));
        Assert.Contains(67, await NipsAsync(Relay));
        Assert.DoesNotContain(67, await NipsAsync(silent));
    }

    [Theory]
    [InlineData("{\"kinds\":[1],\"limit\":5}", "[\"EOSE\",\"a\",[\"finish\"]]")]
    [InlineData("{\"kinds\":[1],\"limit\":4}", "[\"EOSE\",\"a\",[\"more\"]]")]
    [InlineData("{\"kinds\":[1],\"limit\":0}", "[\"EOSE\",\"a\"]")]
    [InlineData("{\"kinds\":[2]}", "[\"EOSE\",\"a\",[\"finish\"]]")]
    [InlineData("{\"ids\":[]}", "[\"EOSE\",\"a\",[\"finish\"]]")]
    [InlineData("{\"kinds\":[1],\"limit\":4},{\"kinds\":[2]}", "[\"EOSE\",\"a\",[\"more\"]]")]
    public async Task Hint_is_the_third_element(string filters, string expected)
    {
        await Client.PublishAllAsync(Enumerable.Range(0, 5).Select(_ => Alice.Note()));
        await Client.SendAsync($"[\"REQ\",\"a\",{filters}]");
        RelayReply reply;
        do
            reply = await Client.NextAsync();
        while (reply is EventReply);
        Assert.Equal(expected, reply.Text);
    }

    [Fact]
    public async Task Hint_says_nothing_about_live_events()
    {
        Assert.Equal("finish", (await Client.ReqAsync("a", "{\"kinds\":[1]}")).Hint);
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        await AssertNextAsync("a", note);
    }

    [Fact]
    public async Task What_the_client_may_not_see_is_not_more()
    {
        var stored = new[] { Alice.Event(1059, tags: Tag("p", Bob.Hex)), Alice.Note(tags: Tag("p", Bob.Hex)) };
        await Client.PublishAllAsync(stored);
        Assert.Equal("finish", (await Client.QueryAsync($"{{\"#p\":[\"{Bob.Hex}\"],\"limit\":1}}")).Hint);
        Assert.Equal("finish", (await Client.QueryAsync($"{{\"authors\":[\"{Alice.Hex}\"],\"limit\":1}}")).Hint);
    }

    [Fact]
    public async Task Whoever_pages_by_time_loses_no_event_where_the_relay_cuts_off()
    {
        // Seconds of seven events each, more than fit a page. A page ends with a whole second.
        var at = Alice.Note().CreatedAt - 100;
        var notes = Enumerable.Range(0, 70).Select(i => Alice.Note($"{i}", at + i / 7)).ToArray();
        await Client.PublishAllAsync(notes);

        var seen = new List<Bytes32>();
        var until = at + 100;
        while (true)
        {
            var page = await Client.QueryAsync($"{{\"until\":{until}}}");
            seen.AddRange(page.Ids);
            if (page.Hint != "more")
            {
                Assert.Equal("finish", page.Hint);
                break;
            }
            until = page.Events[^1].CreatedAt - 1;
        }
        Assert.Equal(notes.Select(static e => e.Id).Order(), seen.Order());
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task Without_hints_limits_are_kept_to_the_event()
    {
        await using var relay = await TestRelay.StartAsync(Setup(hints: false));
        await using var client = await relay.ConnectAsync();
        var at = Alice.Note().CreatedAt;
        await client.PublishAllAsync(Enumerable.Range(0, 20).Select(i => Alice.Note($"{i}", at)));
        var stored = await client.QueryAsync("{}");
        Assert.Equal((DefaultLimit, ""), (stored.Events.Count, stored.Hint));
    }

    [Fact]
    public async Task Random_requests_are_told_the_truth()
    {
        var random = new RandomNostr(Environment.TickCount);
        var events = Enumerable.Range(0, 200).Select(_ => random.Event(Kinds)).DistinctBy(static e => e.Id).ToArray();
        await Client.PublishAllAsync(events);
        var stored = NaiveFilter.Query([new NaiveFilter()], events.Select(NaiveEvent.Of)).ToList();
        var told = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 200; i++)
        {
            var filters = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Filter(Kinds)).ToList();
            if (random.Next(10) == 0)
                filters[0] = filters[0] with { Limit = 0 };
            var reply = await Client.QueryAsync([.. filters.Select(static filter => filter.ToJson())]);

            var (sent, hints) = Expected(filters, stored);
            var what = $"seed {random.Seed}, request {i}: {string.Join(',', filters.Select(static filter => filter.ToJson()))}";
            Assert.True(sent.SequenceEqual(reply.Ids.Select(static id => id.ToString())), what);
            Assert.True(hints.Contains(reply.Hint), $"{what} is told '{reply.Hint}' and not '{string.Join("' or '", hints)}'");
            told[reply.Hint] = told.GetValueOrDefault(reply.Hint) + 1;
        }
        Assert.True(told.Count == 3, $"seed {random.Seed}: only {string.Join(',', told.Keys)} was told");
    }

    /// <summary>The events that must be sent, and the hints that are allowed.</summary>
    static (List<string> Sent, string[] Hints) Expected(List<NaiveFilter> filters, List<NaiveEvent> stored)
    {
        var matches = filters.ConvertAll(filter => stored.FindAll(filter.Matches));
        var wanted = new HashSet<NaiveEvent>();
        for (var i = 0; i < filters.Count; i++)
            wanted.UnionWith(matches[i].Take(Wanted(filters[i], matches[i])));
        bool isCut = false, isExhausted = true;
        for (var i = 0; i < filters.Count; i++)
        {
            var next = matches[i].Skip(Wanted(filters[i], matches[i])).FirstOrDefault();
            // If a filter's next event is sent because of another filter, nobody looks for more.
            isCut |= next is not null && !wanted.Contains(next) && filters[i].Limit != 0;
            isExhausted &= next is null && (filters[i].Limit != 0 || filters[i].ToFilter().MatchesNothing);
        }
        var sent = stored.FindAll(wanted.Contains).ConvertAll(static e => e.Id);
        var isAllSent = matches.TrueForAll(match => match.TrueForAll(wanted.Contains));
        if (isCut)
            return (sent, ["more"]);
        return (sent, isExhausted ? ["finish"] : isAllSent ? [""] : ["", "more"]);
    }

    /// <summary>How many matches a filter is sent. If the relay's own limit ends it, the last second is completed.</summary>
    static int Wanted(NaiveFilter filter, List<NaiveEvent> matches)
    {
        var limit = Math.Min(filter.Limit ?? DefaultLimit, MaxLimit);
        if (limit == filter.Limit || matches.Count <= limit)
            return limit;
        var ties = matches.Skip(limit).TakeWhile(e => e.CreatedAt == matches[limit - 1].CreatedAt).Count();
        return Math.Min(limit + ties, filter.Limit ?? limit + 100);
    }

    static async Task<HashSet<int>> NipsAsync(TestRelay relay)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Accept.ParseAdd("application/nostr+json");
        var document = JsonNode.Parse(await http.GetStringAsync(relay.HttpAddress))!;
        return [.. document["supported_nips"]!.AsArray().Select(static nip => (int)nip!)];
    }
}
