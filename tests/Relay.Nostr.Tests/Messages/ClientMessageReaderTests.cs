using System.Text;

namespace Relay.Nostr.Tests;

public sealed class ClientMessageReaderTests
{
    [Theory]
    [InlineData("EVENT", ClientMessageType.Event)]
    [InlineData("REQ", ClientMessageType.Req)]
    [InlineData("CLOSE", ClientMessageType.Close)]
    [InlineData("COUNT", ClientMessageType.Count)]
    [InlineData("AUTH", ClientMessageType.Auth)]
    [InlineData("NEG-OPEN", ClientMessageType.NegOpen)]
    [InlineData("NEG-MSG", ClientMessageType.NegMsg)]
    [InlineData("NEG-CLOSE", ClientMessageType.NegClose)]
    [InlineData("\\u0045VENT", ClientMessageType.Event)]
    public void The_first_word_is_the_type(string word, ClientMessageType type)
    {
        var reader = Reader($" [ \"{word}\" , 1 ] ");

        Assert.Equal(type, reader.Type);
        Assert.Null(reader.Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[[\"EVENT\"]]")]
    [InlineData("[\"FOO\",1]")]
    [InlineData("[\"event\"]")]
    [InlineData("[\"OK\"]")]
    [InlineData("[\"EVENT\",{\"id\":")]
    [InlineData("[\"EVENT\"]]")]
    [InlineData("\"EVENT\"")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("\0\0\0\0")]
    public void Anything_else_is_unknown_and_says_why(string message)
    {
        var reader = Reader(message);

        Assert.Equal(ClientMessageType.Unknown, reader.Type);
        Assert.StartsWith("invalid: ", reader.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_is_read_from_its_message()
    {
        var e = PlainEvent.Make("hello", [["t", "x"]]);
        var parser = new EventParser();

        Assert.True(Reader($"[\"EVENT\",{e.ToJson()}]").TryReadEvent(parser, out var problem));

        Assert.Null(problem);
        Assert.Equal(e, PlainEvent.Of(parser.View));
    }

    [Theory]
    [InlineData("[\"EVENT\"]", "invalid: the event is missing")]
    [InlineData("[\"EVENT\",\"x\"]", "invalid: an event must be an object")]
    [InlineData("[\"AUTH\",[{}]]", "invalid: an event must be an object")]
    [InlineData("[\"EVENT\",{}]", "invalid: the id must be 64 lowercase hex characters")]
    public void A_message_without_a_valid_event_says_why(string message, string expected)
    {
        Assert.False(Reader(message).TryReadEvent(new EventParser(), out var problem));

        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_message_without_an_event_leaves_no_id_of_an_earlier_one()
    {
        var parser = new EventParser();
        Assert.False(Reader("[\"EVENT\",{\"id\":\"zz\"}]").TryReadEvent(parser, out _));
        Assert.Equal("zz", Encoding.UTF8.GetString(parser.IdText));

        Assert.False(Reader("[\"EVENT\"]").TryReadEvent(parser, out _));

        Assert.True(parser.IdText.IsEmpty);
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("", 0)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", 64)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", 65)]
    [InlineData("日本語ü", 4)]
    [InlineData("😀😀", 2)]
    [InlineData("\\ud83d\\ude00", 1)]
    [InlineData("\\u0000\\n\\\"\\\\x", 5)]
    [InlineData("e\u0301", 2)]
    public void Subscription_ids_are_any_text_and_their_length_counts_Unicode_scalar_values(string given, int length)
    {
        var reader = Reader($"[\"CLOSE\",\"{given}\"]");

        Assert.True(reader.TryReadSubscriptionId(out var id));

        Assert.Equal(length, id.Length);
        Assert.Equal(length, id.ToString().EnumerateRunes().Count());
        Assert.Equal(new SubscriptionId(id.ToString()), id);
        Assert.Equal(new SubscriptionId(id.ToString()).GetHashCode(), id.GetHashCode());
    }

    [Fact]
    public void The_same_subscription_id_in_another_spelling_is_the_same()
    {
        Reader("[\"CLOSE\",\"a/\\u000b\"]").TryReadSubscriptionId(out var one);
        Reader("[\"CLOSE\",\"\\u0061\\/\\u000B\"]").TryReadSubscriptionId(out var two);

        Assert.Equal(one, two);
        Assert.NotEqual(one, new SubscriptionId("A/\u000b"));
    }

    [Theory]
    [InlineData("[\"REQ\"]")]
    [InlineData("[\"REQ\",1]")]
    [InlineData("[\"REQ\",null,{}]")]
    [InlineData("[\"REQ\",[\"a\"],{}]")]
    [InlineData("[\"REQ\",{}]")]
    [InlineData("[\"REQ\",\"\\ud800\",{}]")]
    public void Anything_else_is_no_subscription_id(string message)
    {
        Assert.False(Reader(message).TryReadSubscriptionId(out _));
    }

    [Fact]
    public void All_filters_are_read()
    {
        var filters = ReadFilters("[\"REQ\",\"a\",{\"kinds\":[1]},{\"limit\":5},{}]", 3, out var problem);

        Assert.Null(problem);
        Assert.Equal(["{\"kinds\":[1]}", "{\"limit\":5}", "{}"], filters!.Select(PlainFilter.Canonical));
    }

    [Theory]
    [InlineData("[\"REQ\",\"a\"]", "invalid: at least one filter is required")]
    [InlineData("[\"REQ\",\"a\",{},{},{}]", "invalid: too many filters")]
    [InlineData("[\"REQ\",\"a\",{},5]", "invalid: a filter must be an object")]
    [InlineData("[\"REQ\",\"a\",{},null]", "invalid: a filter must be an object")]
    [InlineData("[\"REQ\",\"a\",{},{\"kinds\":1}]", "invalid: kinds must be an array of integers")]
    [InlineData("[\"REQ\",\"a\",{\"foo\":1},{}]", "unsupported: filter contains unknown elements: foo")]
    public void One_bad_filter_or_one_too_many_refuses_them_all(string message, string expected)
    {
        Assert.Null(ReadFilters(message, 2, out var problem));

        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Random_messages_are_read_as_a_plain_reader_reads_them()
    {
        var parser = new EventParser();
        Fuzz.Run(random =>
        {
            var json = new RandomJson(random);
            var filters = new RandomFilters(random);
            var e = new RandomEvents(random).Event();
            string[] words = ["EVENT", "REQ", "COUNT", "CLOSE", "AUTH", "NEG-OPEN", "NOTICE", json.Text()];
            var parts = new List<string> { json.Spell(words[random.Next(words.Length)]) };
            for (var i = random.Next(4); i > 0; i--)
            {
                parts.Add(random.Next(4) switch
                {
                    0 => json.Value(),
                    1 => json.Spell(json.Text()),
                    2 => e.ToJson(),
                    _ => filters.Filter(e).ToJson(),
                });
            }
            var message = Encoding.UTF8.GetBytes("[" + string.Join(',', parts) + "]");
            AssertReadAsPlainly(random.Next(3) == 0 ? json.Mutate(message) : message, parser, andTags: random.Next(2) == 0);
        });
    }

    static void AssertReadAsPlainly(byte[] message, EventParser parser, bool andTags)
    {
        var text = Encoding.UTF8.GetString(message);
        var expected = PlainMessage.Read(message, andTags);

        Assert.True(expected.Word == new ClientMessageReader(message).Type, text);
        if (expected.Word == ClientMessageType.Unknown)
            return;

        Assert.True(new ClientMessageReader(message).TryReadEvent(parser, out _) == expected.Event is not null, text);
        if (expected.Event is not null)
            Assert.Equal(expected.Event, PlainEvent.Of(parser.View));

        var reader = new ClientMessageReader(message);
        Assert.True(reader.TryReadSubscriptionId(out var id) == expected.SubscriptionId is not null, text);
        if (expected.SubscriptionId is null)
            return;
        Assert.Equal(expected.SubscriptionId, id.ToString());
        var filters = reader.ReadFilters(FilterBounds.None with { AndTags = andTags }, out _);
        Assert.Equal(expected.Filters?.Select(filter => filter.Canonical()), filters?.Select(PlainFilter.Canonical));
    }

    static List<Filter>? ReadFilters(string message, int maximum, out string? problem)
    {
        var reader = Reader(message);
        Assert.True(reader.TryReadSubscriptionId(out _));
        return reader.ReadFilters(FilterBounds.None with { MaxFilters = maximum }, out problem);
    }

    static ClientMessageReader Reader(string message) => new(Encoding.UTF8.GetBytes(message));
}
