using System.Text;
using Relay.Nostr;

namespace Relay.Core.Tests;

public sealed class DistinctFiltersTests
{
    static readonly LimitsOptions Limits = new();

    static List<Filter> Read(params string[] filters) =>
        [.. filters.Select(static json => FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out _, andTags: true)!)];

    static List<Filter> Kept(params string[] filters)
    {
        var kept = Read(filters);
        DistinctFilters.Keep(kept, Limits);
        return kept;
    }

    [Theory]
    [InlineData("""{"kinds":[1,2]}""", """{"kinds":[2,1,1]}""")]
    [InlineData("""{"#t":["a","b"],"since":5}""", """{"since":5,"#t":["b","a"]}""")]
    [InlineData("""{"authors":[]}""", """{"authors":[]}""")]
    [InlineData("""{"&t":["a","b"]}""", """{"&t":["b","a"]}""")]
    public void Equal_filters_are_one(string one, string other) => Assert.Equal(Read(one), Kept(one, other, one));

    [Theory]
    [InlineData("""{"kinds":[1]}""", """{"kinds":[2]}""")]
    [InlineData("""{"kinds":[]}""", "{}")]
    [InlineData("""{"#t":["a"]}""", """{"#T":["a"]}""")]
    [InlineData("""{"#t":["a"]}""", """{"#t":["a"],"#x":["a"]}""")]
    [InlineData("""{"#t":["a"]}""", """{"#t":["b"]}""")]
    [InlineData("""{"since":1}""", """{"until":1}""")]
    public void Others_stay(string one, string other) => Assert.Equal(Read(one, other), Kept(one, other));

    [Theory]
    [InlineData("3", "5", "5")]
    [InlineData("5", "3", "5")]
    [InlineData("null", "3", "null")]
    [InlineData("900", "null", "900")]
    [InlineData("0", "null", "null")]
    public void Of_filters_that_differ_in_their_limits_the_one_that_asks_for_most_stays(string one, string other, string kept) =>
        Assert.Equal(
            Read($$"""{"kinds":[1],"limit":{{kept}}}"""),
            Kept($$"""{"kinds":[1],"limit":{{one}}}""", $$"""{"kinds":[1],"limit":{{other}}}"""));

    [Fact]
    public async Task Index_has_equal_filters_of_a_subscription_once()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();

        await client.QueryAsync("q", [.. Enumerable.Repeat("""{"kinds":[1,6],"#t":["x","y"]}""", 100)]);

        Assert.Equal(2, relay.Engine.Fanout.Main.Index.TermCount);
        Assert.Equal(
            FilterCost.BytesOf(Read("""{"kinds":[1,6],"#t":["x","y"]}""")), relay.Engine.Budgets.Subscriptions.Used);
    }
}
