using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-01: what filters match, stored and live, and in which order.</summary>
public abstract class Nip01FilterTests(TestStore store) : RelayTests(store)
{
    [Theory]
    [InlineData("ids", 63)]
    [InlineData("ids", 8)]
    [InlineData("ids", 65)]
    [InlineData("authors", 63)]
    [InlineData("#e", 63)]
    [InlineData("#p", 65)]
    public async Task Keys_and_ids_are_64_characters_long(string key, int length) =>
        await AssertInvalidAsync($"{{\"{key}\":[\"{new string('a', length)}\"]}}");

    [Theory]
    [InlineData("ids")]
    [InlineData("authors")]
    [InlineData("#e")]
    [InlineData("#p")]
    public async Task Keys_and_ids_are_lowercase(string key) => await AssertInvalidAsync($"{{\"{key}\":[\"{new string('A', 64)}\"]}}");

    [Theory]
    [InlineData("{\"kinds\":[\"1\"]}")]
    [InlineData("{\"kinds\":1}")]
    [InlineData("{\"kinds\":[1.5]}")]
    [InlineData("{\"limit\":\"5\"}")]
    [InlineData("{\"limit\":-1}")]
    [InlineData("{\"limit\":1.5}")]
    [InlineData("{\"authors\":\"x\"}")]
    [InlineData("{\"ids\":[1]}")]
    [InlineData("{\"since\":1.5}")]
    [InlineData("{\"until\":\"1\"}")]
    [InlineData("{\"#t\":\"x\"}")]
    [InlineData("{\"#t\":[1]}")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    public async Task Value_of_the_wrong_type_refuses_the_request(string filter) => await AssertInvalidAsync(filter);

    [Theory]
    [InlineData("{\"search\":\"x\"}", "search")]
    [InlineData("{\"kinds\":[1],\"#tt\":[\"x\"]}", "#tt")]
    [InlineData("{\"&t\":[\"x\"]}", "&t")]
    [InlineData("{\"#\":[\"x\"]}", "#")]
    [InlineData("{\"#1\":[\"x\"]}", "#1")]
    public async Task Unknown_element_refuses_the_request_and_is_named(string filter, string key) =>
        Assert.Equal($"unsupported: filter contains unknown elements: {key}", (await Client.ReqAsync("a", filter)).Closed);

    [Theory]
    [InlineData("{\"ids\":null,\"kinds\":null,\"since\":null,\"limit\":null,\"#t\":null}", 3)]
    [InlineData("{}", 3)]
    [InlineData("{\"kinds\":[]}", 0)]
    [InlineData("{\"ids\":[]}", 0)]
    [InlineData("{\"authors\":[]}", 0)]
    [InlineData("{\"#t\":[]}", 0)]
    [InlineData("{\"kinds\":[65536]}", 0)]
    [InlineData("{\"kinds\":[-1]}", 0)]
    [InlineData("{\"kinds\":[1,65536]}", 3)]
    [InlineData("{\"since\":-5}", 3)]
    [InlineData("{\"since\":2000,\"until\":1000}", 0)]
    [InlineData("{\"until\":-1}", 0)]
    [InlineData("{\"kinds\":[1,1,1]}", 3)]
    [InlineData("{\"limit\":0}", 0)]
    [InlineData("{\"limit\":99999999999}", 3)]
    [InlineData("{\"limit\":2.0}", 2)]
    [InlineData("{\"kinds\":[1.0],\"limit\":2e0}", 2)]
    public async Task Odd_filters_mean_what_they_say(string filter, int expected)
    {
        await Client.PublishAllAsync(Alice.Note(), Alice.Note(), Bob.Note());
        var stored = await Client.ReqAsync("a", filter);
        Assert.Null(stored.Closed);
        Assert.Equal(expected, stored.Events.Count);
    }

    [Fact]
    public async Task Conditions_are_all_met_by_any_of_their_values()
    {
        var wanted = new[] { Alice.Note(tags: Tag("t", "x")), Bob.Event(7, tags: [["t", "other"], ["t", "y"]]) };
        var unwanted = new[]
        {
            Alice.Note(tags: Tag("t", "z")), Alice.Event(6, tags: Tag("t", "x")), new Author().Note(tags: Tag("t", "x")), Alice.Note(),
        };
        var filter = $"{{\"authors\":[\"{Alice.Hex}\",\"{Bob.Hex}\"],\"kinds\":[1,7],\"#t\":[\"x\",\"y\"]}}";
        await Client.ReqAsync("live", filter);

        foreach (var e in unwanted.Concat(wanted))
            await Client.PublishAllAsync(e);

        Assert.Equal(wanted.Reverse().Select(static e => e.Id), (await Client.QueryAsync(filter)).Ids);
        await AssertNextAsync("live", wanted[0]);
        await AssertNextAsync("live", wanted[1]);
        Assert.Empty(await Client.DrainAsync());
    }

    [Fact]
    public async Task Since_and_until_include_their_second()
    {
        var at = Alice.Note().CreatedAt;
        var notes = new[] { Alice.Note("before", at - 1), Alice.Note("at", at), Alice.Note("after", at + 1) };
        await Client.PublishAllAsync(notes);
        Assert.Equal(["after", "at"], (await Client.QueryAsync($"{{\"since\":{at}}}")).Contents);
        Assert.Equal(["at", "before"], (await Client.QueryAsync($"{{\"until\":{at}}}")).Contents);
        Assert.Equal(["at"], (await Client.QueryAsync($"{{\"since\":{at},\"until\":{at}}}")).Contents);
    }

    [Theory]
    [InlineData("a", "x")]
    [InlineData("z", "")]
    [InlineData("A", "with \"quotes\" and ☃")]
    [InlineData("Z", "30023:f7234bd4c1394dda46d09f35bd384dd30cc552ad5541990f98844fb06676e9ca:a:b")]
    public async Task Every_letter_is_a_condition_on_the_first_value(string letter, string value)
    {
        var other = char.IsAsciiLetterLower(letter[0]) ? letter.ToUpperInvariant() : letter.ToLowerInvariant();
        var wanted = Alice.Note("wanted", tags: Tag(letter, value));
        var otherCase = Alice.Note("other case", tags: Tag(other, value));
        var secondValue = Alice.Note("second value", tags: [letter, "other", value]);
        await Client.PublishAllAsync(wanted, otherCase, secondValue);
        var filter = $"{{\"#{letter}\":[{System.Text.Json.JsonSerializer.Serialize(value)}]}}";
        Assert.Equal(["wanted"], (await Client.QueryAsync(filter)).Contents);
    }

    [Fact]
    public async Task Tag_without_a_value_is_matched_by_no_condition()
    {
        await Client.PublishAllAsync(Alice.Note(tags: [["t"]]));
        Assert.Empty((await Client.QueryAsync("{\"#t\":[\"\"]}")).Events);
    }

    [Fact]
    public async Task Keys_in_upper_case_inside_an_event_are_texts_that_no_filter_names()
    {
        await Client.PublishAllAsync(Alice.Note(tags: Tag("p", Bob.Hex.ToUpperInvariant())));
        Assert.Empty((await Client.QueryAsync($"{{\"#p\":[\"{Bob.Hex}\"]}}")).Events);
    }

    [Fact]
    public async Task Newest_come_first_and_of_the_same_second_the_lowest_id()
    {
        var at = Alice.Note().CreatedAt;
        var notes = Enumerable.Range(0, 40).Select(i => Alice.Note($"{i}", at + i / 8)).ToArray();
        await Client.PublishAllAsync(notes);
        var expected = notes.OrderByDescending(static e => e.CreatedAt).ThenBy(static e => e.Id).Select(static e => e.Id).ToArray();

        Assert.Equal(expected, (await Client.QueryAsync("{}")).Ids);
        Assert.Equal(expected, (await Client.QueryAsync("{\"kinds\":[1]}")).Ids);
        Assert.Equal(expected[..10], (await Client.QueryAsync($"{{\"authors\":[\"{Alice.Hex}\"],\"limit\":10}}")).Ids);
        Assert.Equal(expected[..2], (await Client.QueryAsync($"{{\"until\":{at + 4},\"limit\":2}}")).Ids);
    }

    [Fact]
    public async Task Limit_is_of_each_filter_and_the_union_is_in_order()
    {
        var notes = Enumerable.Range(0, 10).Select(i => Alice.Note($"note {i}")).ToArray();
        var reactions = Enumerable.Range(0, 10).Select(i => Alice.Event(7, $"reaction {i}")).ToArray();
        await Client.PublishAllAsync(notes.Zip(reactions, static (a, b) => new[] { a, b }).SelectMany(static pair => pair));

        var stored = await Client.QueryAsync("{\"kinds\":[1],\"limit\":2}", "{\"kinds\":[7],\"limit\":3}", "{\"kinds\":[1],\"limit\":1}");

        Assert.Equal(["reaction 9", "reaction 8", "reaction 7", "note 9", "note 8"], stored.Contents);
    }

    [Fact]
    public async Task Limit_says_nothing_about_live_events()
    {
        await Client.ReqAsync("one", "{\"limit\":1}");
        await Client.ReqAsync("none", "{\"limit\":0}");
        var notes = new[] { Alice.Note(), Alice.Note() };
        await Client.PublishAllAsync(notes);
        var replies = await Client.DrainAsync();
        while (replies.Count < 4)
            replies = [.. replies, await Client.NextAsync()];
        Assert.Equal(2, replies.OfType<EventReply>().Count(static e => e.Subscription == "one"));
        Assert.Equal(2, replies.OfType<EventReply>().Count(static e => e.Subscription == "none"));
    }

    async Task AssertInvalidAsync(string filter) =>
        Assert.StartsWith("invalid: ", (await Client.ReqAsync("a", filter)).Closed, StringComparison.Ordinal);
}
