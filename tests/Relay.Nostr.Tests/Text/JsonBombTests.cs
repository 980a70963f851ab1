using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Inputs that are cheap to send and meant to be expensive to read. All readers get each of them.</summary>
public sealed class JsonBombTests
{
    public static TheoryData<string, string, bool> Bombs() => new()
    {
        { "100,000 arrays deep", new string('[', 100_000), false },
        { "100,000 arrays deep and back", new string('[', 100_000) + new string(']', 100_000), false },
        { "100,000 objects deep", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), false },
        { "a million spaces", new string(' ', 1_000_000), false },
        { "a million commas", "[" + new string(',', 1_000_000), false },
        { "a number of a million digits", new string('9', 1_000_000), true },
        { "a string of a million escapes", "\"" + string.Concat(Enumerable.Repeat("\\n", 1_000_000)) + "\"", true },
        { "a million empty strings", "[" + string.Join(',', Enumerable.Repeat("\"\"", 1_000_000)) + "]", true },
        { "a million backslashes", "\"" + new string('\\', 1_000_000), false },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_refused_quietly(string name, string json, bool isJson)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.Equal(isJson, JsonSyntax.IsValid(bytes));
        Assert.False(new EventParser().TryParse(bytes, out _), name);
        Assert.Null(FilterReader.TryParse(bytes, out _));
        Assert.Equal(ClientMessageType.Unknown, new ClientMessageReader(bytes).Type);
    }

    [Fact]
    public void An_event_with_100_000_tags_of_one_empty_string_is_read()
    {
        var e = PlainEvent.Make(tags: [.. Enumerable.Repeat(new[] { "" }, 100_000)]);

        Assert.Equal(e, PlainEvent.Of(e.Parsed().View));
    }

    [Fact]
    public void An_event_with_100_000_empty_tags_is_refused()
    {
        var json = PlainEvent.Make().ToJson().Replace(
            "\"tags\":[]", "\"tags\":[" + string.Join(',', Enumerable.Repeat("[]", 100_000)) + "]", StringComparison.Ordinal);

        Assert.Null(NostrEvent.TryParse(Encoding.UTF8.GetBytes(json), out var problem));
        Assert.StartsWith("invalid: the tags", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_of_a_megabyte_is_refused_and_its_beginning_kept_for_the_answer()
    {
        var id = new string('a', 1 << 20);
        var parser = new EventParser();

        Assert.False(parser.TryParse(Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\"}}"), out _));

        Assert.Equal(RelayMessage.MaxEchoedCharacters, parser.IdText.Length);
    }

    [Fact]
    public void A_subscription_id_of_a_megabyte_is_read_and_measured()
    {
        var reader = new ClientMessageReader(Encoding.UTF8.GetBytes($"[\"CLOSE\",\"{new string('ü', 1 << 19)}\"]"));

        Assert.True(reader.TryReadSubscriptionId(out var id));
        Assert.Equal(1 << 19, id.Length);
    }

    [Fact]
    public void A_filter_with_a_megabyte_of_values_is_read()
    {
        var values = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i % 1000}\""));

        var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes($"{{\"#t\":[{values}]}}"), out _);

        Assert.Equal(1000, Assert.Single(filter!.Tags).Values.Count);
    }
}
