using Microsoft.Extensions.Configuration;
using static Relay.Core.Tests.OptionsSetup;

namespace Relay.Core.Tests;

public sealed class OptionsListTests
{
    [Fact]
    public void Sections_of_a_list_are_read_in_the_order_of_their_numbers()
    {
        var settings = Enumerable.Range(0, 12).Select(static i => ($"Relay:Sample:Rules:{i}:Max", (string?)$"{i + 1}"));
        var rules = Bind<SampleOptions>([.. settings]).Rules;

        Assert.Equal(Enumerable.Range(1, 12), rules.Select(static rule => rule.Max));
    }

    [Fact]
    public void A_list_in_a_file_holds_objects()
    {
        var rules = WithSample
            .Bind(Json("""{"Relay":{"Sample":{"Rules":[{"Kinds":"1,5-7","Names":["a","b"]},{},{"Max":2,"Kinds":null}]}}}"""))
            .Get<SampleOptions>().Rules;

        Assert.Equal(["1,5-7", null, null], rules.Select(static rule => rule.Kinds?.ToString()));
        Assert.Equal([10, 10, 2], rules.Select(static rule => rule.Max));
        Assert.Equal(["a", "b"], rules[0].Names!);
    }

    [Theory]
    [InlineData("""{"Relay":{"Sample":{"Rules":[]}}}""")]
    [InlineData("""{"Relay":{"Sample":{"Rules":null}}}""")]
    [InlineData("{}")]
    public void A_list_may_be_empty(string json)
    {
        Assert.Empty(WithSample.Bind(Json(json)).Get<SampleOptions>().Rules);
    }

    [Fact]
    public void A_later_source_fills_the_empty_list_of_a_file()
    {
        var configuration = new ConfigurationBuilder()
            .AddConfiguration(Json("""{"Relay":{"Sample":{"Rules":[]}}}"""))
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Relay:Sample:Rules:0:Max", "7")])
            .Build();

        Assert.Equal(7, Assert.Single(WithSample.Bind(configuration).Get<SampleOptions>().Rules).Max);
    }

    [Fact]
    public void A_later_source_replaces_a_set_of_kinds_as_a_whole()
    {
        var configuration = new ConfigurationBuilder()
            .AddConfiguration(Json("""{"Relay":{"Sample":{"KindSet":"1,2,3"}}}"""))
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Relay:Sample:KindSet", "7")])
            .Build();

        Assert.Equal("7", WithSample.Bind(configuration).Get<SampleOptions>().KindSet.ToString());
    }

    [Fact]
    public void A_set_of_kinds_may_be_empty()
    {
        Assert.True(Bind<SampleOptions>(("Relay:Sample:KindSet", "")).KindSet.IsEmpty);
    }

    [Theory]
    [InlineData(
        "Relay:Sample:KindSet", "7-3", "is \"7-3\", which is not a set of kinds: it has the range 7-3, which ends before it begins")]
    [InlineData("Relay:Sample:Rules:0:Kinds", "1,1", "is \"1,1\", which is not a set of kinds: it names kind 1 twice")]
    [InlineData("Relay:Sample:Rules:0:Max", "101", "is 101, but must be from 1 to 100")]
    [InlineData("Relay:Sample:Rules:0:Max", "13", "is unlucky")]
    [InlineData("Relay:Sample:Rules:0:Min", "1", "is unknown; did you mean Relay:Sample:Rules:0:Max?")]
    [InlineData("Relay:Sample:Rulez:0:Max", "1", "is unknown; did you mean Relay:Sample:Rules:0:Max?")]
    [InlineData("Relay:Sample:Rules:0", "x", "is a section and has no value of its own")]
    [InlineData("Relay:Sample:Rules", "x", "is a list of sections: the first one is Relay:Sample:Rules:0, and none leaves the list out")]
    [InlineData("Relay:Sample:Rules:x:Max", "5", "is unknown: the next section of Relay:Sample:Rules is Relay:Sample:Rules:0")]
    [InlineData("Relay:Sample:Rules:1:Max", "5", "is unknown: the next section of Relay:Sample:Rules is Relay:Sample:Rules:0")]
    public void A_mistake_is_named_with_its_place_in_the_list(string key, string value, string problem)
    {
        var named = problem.StartsWith("is unknown: the next", StringComparison.Ordinal) ? key[..key.LastIndexOf(':')] : key;

        Assert.Equal($"{named} {problem}", Assert.Single(ProblemsOf((key, value))));
    }

    [Fact]
    public void A_mistake_in_a_later_section_is_named_with_its_number()
    {
        var problems = ProblemsOf(
            ("Relay:Sample:Rules:0:Max", "1"), ("Relay:Sample:Rules:1:Maks", "1"), ("Relay:Sample:Rules:2:Max", "x"));

        Assert.Equal(
            [
                "Relay:Sample:Rules:1:Maks is unknown; did you mean Relay:Sample:Rules:1:Max?",
                "Relay:Sample:Rules:2:Max is \"x\", which is not a whole number",
            ],
            problems);
    }

    [Fact]
    public void Lists_are_shown_with_their_secrets_masked_and_bind_again()
    {
        var bound = WithSample.Bind(Keys(("Relay:Sample:Rules:0:Secret", "hunter2"), ("Relay:Sample:Rules:1:Kinds", "4")));
        var shown = bound.Describe()["Relay"]!["Sample"]!["Rules"]!.ToJsonString();

        Assert.Equal(
            """[{"Kinds":null,"Max":10,"Secret":"(secret)","Names":null},{"Kinds":"4","Max":10,"Secret":null,"Names":null}]""", shown);
        Assert.Equal(2, WithSample.Bind(Json(bound.Describe().ToJsonString())).Get<SampleOptions>().Rules.Length);
    }

    [Fact]
    public void Sections_of_a_list_are_not_taken_for_sections_of_their_own()
    {
        var bound = WithSample.Bind(Keys(("Relay:Sample:Rules:0:Max", "1")));

        Assert.Throws<InvalidOperationException>(bound.Get<SampleRule>);
    }
}
