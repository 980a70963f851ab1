using System.Text.Json.Nodes;
using static Relay.Core.Tests.OptionsSetup;

namespace Relay.Core.Tests;

public sealed class OptionsDescriptionTests
{
    [Fact]
    public void The_described_defaults_bind_to_the_defaults()
    {
        var defaults = WithSample.DescribeDefaults().ToJsonString();

        Assert.Equal(defaults, WithSample.Bind(Json(defaults)).Describe().ToJsonString());
        Assert.Equal(defaults, WithSample.Bind(Keys()).Describe().ToJsonString());
    }

    [Fact]
    public void The_schema_allows_exactly_the_known_keys()
    {
        var relay = WithSample.DescribeSchema()["Relay"]!;

        Assert.False((bool)relay["additionalProperties"]!);
        Assert.False((bool)relay["properties"]!["Limits"]!["additionalProperties"]!);
        Assert.Equal(
            WithSample.DescribeDefaults()["Relay"]!["Limits"]!.AsObject().Select(p => p.Key),
            relay["properties"]!["Limits"]!["properties"]!.AsObject().Select(p => p.Key));
    }

    [Theory]
    [InlineData("Text", """{"type":"string","description":"Text.","default":"plain"}""")]
    [InlineData(
        "PerhapsNumber",
        """{"type":["integer","null"],"minimum":1,"maximum":10,"description":"Perhaps a number.","default":3}""")]
    [InlineData("Fraction", """{"type":"number","description":"A fraction.","default":0.5}""")]
    [InlineData(
        "Kinds",
        """
        {"type":["array","null"],"items":{"type":"integer","minimum":1,"maximum":40000},"description":"Numbers of kinds.","default":null}
        """)]
    [InlineData("Password", """{"type":["string","null"],"description":"A password.","default":null}""")]
    public void The_schema_tells_type_range_meaning_and_default(string key, string schema)
    {
        var actual = WithSample.DescribeSchema()["Relay"]!["properties"]!["Sample"]!["properties"]![key]!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(schema), actual), actual.ToJsonString());
    }

    [Fact]
    public void The_schema_names_the_choices()
    {
        var choice = WithSample.DescribeSchema()["Relay"]!["properties"]!["Sample"]!["properties"]!["Choice"]!;

        Assert.Equal(Enum.GetNames<DayOfWeek>(), choice["enum"]!.AsArray().Select(n => (string)n!));
    }

    [Fact]
    public void The_table_has_a_row_for_each_key()
    {
        var table = WithSample.DescribeTables();

        Assert.Contains(
            "| `Relay:Limits:MaxFilters` | `100` | Maximum number of filters in a REQ or COUNT. 1 to 10000. |\n", table,
            StringComparison.Ordinal);
        Assert.Contains("| `Relay:PublicUrl` | none | ", table, StringComparison.Ordinal);
        Assert.Contains("| `Relay:Sample:Text` | `plain` | Text. |\n", table, StringComparison.Ordinal);
    }
}
