using System.Text.Json.Nodes;
using static Relay.Core.Tests.OptionsSetup;

namespace Relay.SettingsFiles.Tests;

public sealed class OptionsDescriptionTests
{
    [Fact]
    public void The_described_defaults_bind_to_the_defaults()
    {
        var defaults = OptionsDefaults.Of(WithSample).ToJsonString();

        Assert.Equal(defaults, WithSample.Bind(Json(defaults)).Describe().ToJsonString());
        Assert.Equal(defaults, WithSample.Bind(Keys()).Describe().ToJsonString());
    }

    [Fact]
    public void The_schema_allows_exactly_the_known_keys()
    {
        var relay = OptionsSchema.Of(WithSample)["Relay"]!;

        Assert.False((bool)relay["additionalProperties"]!);
        Assert.False((bool)relay["properties"]!["Limits"]!["additionalProperties"]!);
        Assert.Equal(
            OptionsDefaults.Of(WithSample)["Relay"]!["Limits"]!.AsObject().Select(p => p.Key),
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
        var actual = OptionsSchema.Of(WithSample)["Relay"]!["properties"]!["Sample"]!["properties"]![key]!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(schema), actual), actual.ToJsonString());
    }

    [Fact]
    public void The_schema_names_the_choices()
    {
        var choice = OptionsSchema.Of(WithSample)["Relay"]!["properties"]!["Sample"]!["properties"]!["Choice"]!;

        Assert.Equal(Enum.GetNames<DayOfWeek>(), choice["enum"]!.AsArray().Select(n => (string)n!));
    }

    [Fact]
    public void The_table_has_a_row_for_each_key()
    {
        var table = OptionsTable.Of(WithSample);

        Assert.Contains(
            "| `Relay:Limits:MaxFilters` | `100` | Maximum number of filters in a REQ or COUNT. 1 to 10000. |\n", table,
            StringComparison.Ordinal);
        Assert.Contains("| `Relay:PublicUrl` | none | ", table, StringComparison.Ordinal);
        Assert.Contains("| `Relay:Sample:Text` | `plain` | Text. |\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_describes_the_sections_of_a_list()
    {
        var list = OptionsSchema.Of(WithSample)["Relay"]!["properties"]!["Sample"]!["properties"]!["Rules"]!;

        Assert.Equal("array", (string)list["type"]!);
        Assert.Equal("Rules.", (string)list["description"]!);
        Assert.Equal("[]", list["default"]!.ToJsonString());
        Assert.False((bool)list["items"]!["additionalProperties"]!);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"type":["string","null"],"description":"Kinds.","default":null}"""),
            list["items"]!["properties"]!["Kinds"]));
    }

    [Fact]
    public void The_table_has_a_row_for_each_key_of_a_list()
    {
        var table = OptionsTable.Of(WithSample);

        Assert.Contains("| `Relay:Sample:Rules:0:Max` | `10` | At most. 1 to 100. |\n", table, StringComparison.Ordinal);
        Assert.Contains("| `Relay:Sample:KindSet` | `0,3` | A set of kinds. |\n", table, StringComparison.Ordinal);
    }
}
