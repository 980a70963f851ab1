using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>The rules for the form of an event (NIP-01), one rule per test.</summary>
public sealed class EventValidityTests
{
    static readonly PlainEvent Good = PlainEvent.Make("hello", [["t", "nostr"]]);

    [Fact]
    public void A_whole_event_is_read()
    {
        Assert.Equal(Good, PlainEvent.Of(Good.Parsed().View));
    }

    [Fact]
    public void An_id_that_differs_in_one_digit_does_not_match()
    {
        var last = Good.Id[63] == '0' ? '1' : '0';

        AssertRefused((Good with { Id = Good.Id[..63] + last }).ToJson(), "invalid: event id does not match");
    }

    [Theory]
    [InlineData("id", 64)]
    [InlineData("pubkey", 64)]
    [InlineData("sig", 128)]
    public void Hex_fields_are_lowercase_and_of_exact_length(string name, int length)
    {
        var value = ValueOf(name);
        AssertMemberRefused(name, Quoted(value.ToUpperInvariant()));
        AssertMemberRefused(name, Quoted(value[..^1]));
        AssertMemberRefused(name, Quoted(value[..^2]));
        AssertMemberRefused(name, Quoted(value + "0"));
        AssertMemberRefused(name, Quoted(value + "00"));
        AssertMemberRefused(name, Quoted(value[..^1] + "g"));
        AssertMemberRefused(name, Quoted(value[..^1] + "ü"));
        AssertMemberRefused(name, Quoted(new string(' ', length)));
        AssertMemberRefused(name, Quoted(""));
        AssertMemberRefused(name, "null");
        AssertMemberRefused(name, "1");
        AssertMemberRefused(name, "[]");
        AssertMemberRefused(name, "{\"a\":\"b\"}");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("99999999999999999999999999")]
    public void A_kind_that_is_no_integer_up_to_65535_is_refused(string kind)
    {
        AssertMemberRefused("kind", kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(45)]
    [InlineData(65535)]
    public void Every_kind_from_0_to_65535_is_read(int kind)
    {
        Assert.Equal(kind, PlainEvent.Make(kind: kind).Parsed().Kind);
    }

    [Theory]
    [InlineData("1700000000.5")]
    [InlineData("1700000000.0")]
    [InlineData("1e+10")]
    [InlineData("\"1700000000\"")]
    [InlineData("null")]
    [InlineData("-1")]
    [InlineData("9007199254740992")]
    [InlineData("9223372036854775808")]
    [InlineData("{}")]
    public void A_created_at_that_is_no_integer_up_to_2_to_the_53_is_refused(string createdAt)
    {
        AssertMemberRefused("created_at", createdAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4294967297)]
    [InlineData(9007199254740991)]
    public void Every_created_at_from_0_to_2_to_the_53_is_read(long createdAt)
    {
        Assert.Equal(createdAt, PlainEvent.Make(createdAt: createdAt).Parsed().CreatedAt);
    }

    [Theory]
    [InlineData("[[]]")]
    [InlineData("[[\"t\",null]]")]
    [InlineData("[[\"t\",1]]")]
    [InlineData("[[\"t\",\"a\",5]]")]
    [InlineData("[[\"t\",[\"a\"]]]")]
    [InlineData("[[\"t\"],[[\"a\"]]]")]
    [InlineData("[{}]")]
    [InlineData("[\"t\"]")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Tags_other_than_arrays_of_strings_with_at_least_one_are_refused(string tags)
    {
        AssertMemberRefused("tags", tags);
    }

    [Fact]
    public void A_tag_may_be_a_single_string_even_an_empty_one()
    {
        var e = PlainEvent.Make(tags: [["a"], [""], ["", ""], ["-"]]);

        Assert.Equal(e, PlainEvent.Of(e.Parsed().View));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("1")]
    [InlineData("[\"x\"]")]
    public void Content_that_is_no_string_is_refused(string content)
    {
        AssertMemberRefused("content", content);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("pubkey")]
    [InlineData("created_at")]
    [InlineData("kind")]
    [InlineData("tags")]
    [InlineData("content")]
    [InlineData("sig")]
    public void A_missing_field_is_refused(string name)
    {
        AssertRefused(Good.ToJson().Replace($"\"{name}\"", "\"other\"", StringComparison.Ordinal), "invalid: ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"event\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"id\":")]
    public void Anything_but_an_object_with_an_events_fields_is_refused(string json)
    {
        AssertRefused(json, "invalid: ");
    }

    [Fact]
    public void Unknown_fields_are_dropped()
    {
        var json = Good.ToJson()[..^1] + ",\"seen_on\":[\"wss://a\",{\"b\":[1,2.5e3,null]}],\"\":true}";

        var e = NostrEvent.TryParse(Encoding.UTF8.GetBytes(json), out var problem);

        Assert.Null(problem);
        Assert.Equal(Good.ToJson(), Encoding.UTF8.GetString(e!.ToJson()));
    }

    [Theory]
    [InlineData("id", "7")]
    [InlineData("id", "\"zz\"")]
    [InlineData("pubkey", "null")]
    [InlineData("created_at", "\"then\"")]
    [InlineData("kind", "1.5")]
    [InlineData("tags", "[[]]")]
    [InlineData("tags", "[[\"\\ud800\"]]")]
    [InlineData("tags", "[[\"-\"],[\"expiration\",\"5\"]]")]
    [InlineData("content", "{}")]
    [InlineData("content", "\"other\"")]
    [InlineData("sig", "[]")]
    public void Of_a_repeated_field_the_last_one_counts(string name, string earlier)
    {
        var json = $"{{\"{name}\":{earlier},{Good.ToJson()[1..]}";
        Assert.Equal(Good, Read(json));

        AssertRefused($"{Good.ToJson()[..^1]},\"{name}\":{earlier}}}", "invalid: ");
    }

    [Fact]
    public void Field_names_and_values_may_be_spelled_with_escapes()
    {
        var json = Good.ToJson()
            .Replace("\"id\"", "\"\\u0069d\"", StringComparison.Ordinal)
            .Replace("\"kind\"", "\"kin\\u0064\"", StringComparison.Ordinal)
            .Replace("\"" + Good.Id[0], $"\"\\u00{(int)Good.Id[0]:x2}", StringComparison.Ordinal)
            .Replace("\"" + Good.PublicKey[0], $"\"\\u00{(int)Good.PublicKey[0]:x2}", StringComparison.Ordinal)
            .Replace("\"" + Good.Signature[0], $"\"\\u00{(int)Good.Signature[0]:x2}", StringComparison.Ordinal);

        Assert.Equal(Good, Read(json));
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("\\ud83d\\ud83d")]
    [InlineData("\\ude00\\ud83d")]
    [InlineData("\\ud83dx\\ude00")]
    [InlineData("\\ud83d\\n")]
    [InlineData("\\ud83d\\u0041")]
    public void Half_a_surrogate_pair_is_refused_in_content_and_tags(string text)
    {
        AssertMemberRefused("content", Quoted(text));
        AssertMemberRefused("tags", $"[[\"t\",{Quoted(text)}]]");
        AssertMemberRefused("tags", $"[[{Quoted(text)},\"t\"]]");
    }

    [Fact]
    public void Noncharacters_and_private_use_are_accepted()
    {
        var e = PlainEvent.Make("\ufdd0\ufdd1\ufffe\uffff\U000f0000\U0010fffd\U0010ffff\U0001fffe", [["\ufdd1", "\U0010ffff"]]);

        Assert.Equal(e, PlainEvent.Of(e.Parsed().View));
    }

    [Fact]
    public void Contents_of_e_p_and_a_tags_are_not_validated()
    {
        var e = PlainEvent.Make(tags: [["e", "short"], ["p", "UPPER"], ["p", PlainEvent.Author.ToUpperInvariant()], ["a", "::"], ["e"]]);

        Assert.Equal(e, PlainEvent.Of(e.Parsed().View));
    }

    [Theory]
    [InlineData("zz", "zz")]
    [InlineData("", "")]
    [InlineData("say \\\"hi\\\"", "say \\\"hi\\\"")]
    [InlineData("\\u0061\\/b\\u000A", "a/b\\n")]
    public void The_given_id_text_is_kept_for_the_answer_in_the_one_spelling(string given, string kept)
    {
        var parser = new EventParser();

        Assert.False(parser.TryParse(Encoding.UTF8.GetBytes($"{{\"id\":\"{given}\"}}"), out _));

        Assert.Equal(kept, Encoding.UTF8.GetString(parser.IdText));
    }

    [Theory]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"x\",\"id\":null}")]
    public void No_id_text_is_kept_where_no_usable_string_was_given(string json)
    {
        var parser = new EventParser();
        parser.TryParse("{\"id\":\"earlier\"}"u8, out _);

        Assert.False(parser.TryParse(Encoding.UTF8.GetBytes(json), out _));

        Assert.True(parser.IdText.IsEmpty);
    }

    static PlainEvent Read(string json)
    {
        var e = NostrEvent.TryParse(Encoding.UTF8.GetBytes(json), out var problem);
        Assert.Null(problem);
        return PlainEvent.Of(e!.View);
    }

    static string Quoted(string text) => $"\"{text}\"";

    static string ValueOf(string name) => name switch { "id" => Good.Id, "pubkey" => Good.PublicKey, _ => Good.Signature };

    /// <summary>The valid event with one member changed. Its id would not match either, but the member is reported first.</summary>
    static void AssertMemberRefused(string name, string value)
    {
        var problem = AssertRefused($"{Good.ToJson()[..^1]},\"{name}\":{value}}}", "invalid: ");
        Assert.NotEqual("invalid: event id does not match", problem);
    }

    static string AssertRefused(string json, string beginning)
    {
        Assert.Null(NostrEvent.TryParse(Encoding.UTF8.GetBytes(json), out var problem));
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
        return problem!;
    }
}
