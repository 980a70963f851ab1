using System.Text;
using Relay.Nostr;

namespace Relay.Policies.Tests;

public sealed class ComparedTextTests
{
    const string Npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";

    [Theory]
    [InlineData("See https://Example.com/a?b=c#d, now", "seeexamplecomnow")]
    [InlineData("[a](https://example.com:8080/x) b", "aexamplecomb")]
    [InlineData("https://a.example/1 https://b.example/2 wss://c.example", "aexample")]
    [InlineData("https://" + Npub + ".example.com/x y", "examplecomy")]
    [InlineData("https://", "")]
    [InlineData("hi nostr:" + Npub + " and @" + Npub + ", you", "hiandyou")]
    [InlineData("a\nNOSTR:" + Npub + "\nb", "ab")]
    [InlineData("abcdefghijklmnopqr1", "abcdefghijklmnopqr1")]
    [InlineData("abcdefghijklmnopqrs1 x", "x")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz")]
    [InlineData("\u0001abcdefghijklmnopqr", "abcdefghijklmnopqr")]
    [InlineData("at 21:00 block 840000", "at2100block840000")]
    [InlineData("://", "")]
    [InlineData("", "")]
    public void Links_and_identifiers_are_left_out(string text, string compared) => Assert.Equal(compared, Compare(text));

    [Fact]
    public void Only_the_first_letters_and_digits_are_compared()
    {
        Assert.Equal(4_096, Compare(new string('-', 4_096) + new string('a', 4_097)).Length);
        Assert.Equal(4_096, Compare(new string('a', 4_096)).Length);
        Assert.Equal(4_096, Compare(new string('a', 4_097)).Length);
        Assert.Equal(ComparedText.MaxBytes, Encoding.UTF8.GetByteCount(Compare(string.Concat(Enumerable.Repeat("𐎀", 5_000)))));
    }

    static string Compare(string text)
    {
        var escaped = JsonText.Escape(text);
        var room = new byte[escaped.Length];
        return Encoding.UTF8.GetString(room.AsSpan(0, ComparedText.Write(escaped, room)));
    }
}
