namespace Relay.Nostr.Tests;

/// <summary>Texts whose packed form depends on their content.</summary>
public sealed class EventTextTests
{
    [Fact]
    public void A_text_of_64_characters_that_is_hex_only_in_its_first_half_survives_an_escaped_spelling()
    {
        var e = PlainEvent.Make(tags: [["t", new string('a', 63) + "z"]]);
        var json = e.ToJson().Replace("z\"", "\\u007a\"", StringComparison.Ordinal);

        var parsed = NostrEvent.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var problem);

        Assert.Null(problem);
        Assert.Equal(e, PlainEvent.Of(parsed!.View));
    }

    [Fact]
    public void A_hex_text_is_packed_also_when_it_is_spelled_with_escapes()
    {
        var e = PlainEvent.Make(tags: [["e", PlainEvent.Hex64]]);
        var json = e.ToJson().Replace(PlainEvent.Hex64, "\\u0037" + PlainEvent.Hex64[1..], StringComparison.Ordinal);

        var parsed = NostrEvent.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var problem);

        Assert.Null(problem);
        Assert.True(parsed!.View.Tags.TryGetFirst("e"u8, out var value));
        Assert.True(value.IsHex);
        Assert.Equal(e.Parsed().Record.ToArray(), parsed.Record.ToArray());
    }

    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(128)]
    public void Hex_of_any_length_survives(int length)
    {
        var e = PlainEvent.Make(tags: [["x", new string('f', length), new string('F', length)], [new string('0', length)]]);

        Assert.Equal(e, PlainEvent.Of(e.Parsed().View));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(100_000)]
    public void Tags_of_any_number_of_items_survive(int count)
    {
        var items = Enumerable.Range(0, count).Select(i => i % 3 == 0 ? PlainEvent.Hex64 : "item").ToArray();
        var e = PlainEvent.Make(tags: [["a"], items, ["b", "c"]]);

        Assert.Equal(e, PlainEvent.Of(e.Parsed().View));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(1_048_576)]
    public void Items_and_content_of_any_length_survive(int length)
    {
        var text = new string('ü', length / 2) + new string('"', length - length / 2);
        var e = PlainEvent.Make(text, [["alt", text, "x"]]);

        Assert.Equal(e, PlainEvent.Of(e.Parsed().View));
    }

    [Fact]
    public void An_event_of_nothing_but_empty_items_fits_its_longest_JSON()
    {
        var e = PlainEvent.Make(tags: [.. Enumerable.Repeat(new[] { "" }, 1000), [.. Enumerable.Repeat("", 127)]]).Parsed();

        Assert.True(e.ToJson().Length <= EventJson.MaxLength(e.View));
    }
}
