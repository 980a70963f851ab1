using System.Text;

namespace Relay.Nostr.Tests;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("\n\"\\\r\t\b\f", "\\n\\\"\\\\\\r\\t\\b\\f")]
    [InlineData("\0\u0001\u0007\u000b\u000e\u001f", "\\u0000\\u0001\\u0007\\u000b\\u000e\\u001f")]
    [InlineData("\u007f/<>&'+", "\u007f/<>&'+")]
    [InlineData("ü日😀\u2028\ufeff", "ü日😀\u2028\ufeff")]
    public void Texts_have_one_escaped_spelling(string text, string escaped)
    {
        Assert.Equal(escaped, Encoding.UTF8.GetString(JsonText.Escape(text)));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_the_relays_own_words_is_replaced()
    {
        Assert.Equal("a\ufffdb", Encoding.UTF8.GetString(JsonText.Escape("a\ud800b")));
    }

    [Theory]
    [InlineData("\\/", "/")]
    [InlineData("\\u000A\\u000a\\n", "\\n\\n\\n")]
    [InlineData("\\u0022\\u005c\\u002F", "\\\"\\\\/")]
    [InlineData("\\u000B\\u001F\\u0000", "\\u000b\\u001f\\u0000")]
    [InlineData("\\u007f\\u00fc\\u65e5", "\u007fü日")]
    [InlineData("\\ud83d\\uDE00", "😀")]
    [InlineData("\\uFFFF\\uFDD1", "\uffff\ufdd1")]
    [InlineData("\\\\u0041", "\\\\u0041")]
    public void Every_spelling_becomes_the_one(string raw, string escaped)
    {
        Assert.True(JsonText.TryNormalize(Encoding.UTF8.GetBytes(raw), out var text));
        Assert.Equal(escaped, Encoding.UTF8.GetString(text));
    }

    [Fact]
    public void Random_texts_come_back_from_their_escapes_and_from_any_spelling()
    {
        Fuzz.Run(random =>
        {
            var json = new RandomJson(random);
            var text = json.Text();
            var escaped = JsonText.Escape(text);
            Assert.Equal(PlainText.Quote(text), "\"" + Encoding.UTF8.GetString(escaped) + "\"");
            Assert.Equal(text, JsonText.Unescape(escaped));
            Assert.Equal(text.EnumerateRunes().Count(), JsonText.CountCharacters(escaped));
            Assert.Equal(Encoding.UTF8.GetByteCount(text), JsonText.CountBytes(escaped));

            Assert.True(JsonText.TryNormalize(Encoding.UTF8.GetBytes(json.Spell(text)[1..^1]), out var normalized));
            Assert.Equal(escaped, normalized.ToArray());
        });
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("a\\nb", 2, "a\\n")]
    [InlineData("a\\u0000b", 2, "a\\u0000")]
    [InlineData("\\\\\\\"x", 1, "\\\\")]
    [InlineData("\\\\\\\"x", 2, "\\\\\\\"")]
    [InlineData("é€😀!", 1, "é")]
    [InlineData("é€😀!", 2, "é€")]
    [InlineData("é€😀!", 3, "é€😀")]
    [InlineData("é€😀!", 9, "é€😀!")]
    [InlineData("abc", 0, "")]
    public void A_cut_is_between_characters(string escaped, int characters, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonText.Cut(Encoding.UTF8.GetBytes(escaped), characters)));
}
