using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Addresses as <c>a</c> tags hold them: split at the first two colons only.</summary>
public sealed class EventAddressTests
{
    const string Author = PlainEvent.Author;

    [Theory]
    [InlineData("30023:" + Author + ":slug", 30023, "slug")]
    [InlineData("30023:" + Author + ":", 30023, "")]
    [InlineData("39999:" + Author + ":a:b::c", 39999, "a:b::c")]
    [InlineData("30000:" + Author + ":say \"hi\"\n", 30000, "say \"hi\"\n")]
    [InlineData("30000:" + Author + ":" + Author, 30000, Author)]
    [InlineData("0:" + Author + ":", 0, "")]
    [InlineData("3:" + Author, 3, "")]
    [InlineData("10002:" + Author + ":", 10002, "")]
    public void An_address_is_kind_author_and_identifier(string text, int kind, string identifier)
    {
        Assert.True(EventAddress.TryParse(new TagValue(text).View, out var address));

        Assert.Equal(kind, address.Kind);
        Assert.Equal(Author, address.Author.ToString());
        Assert.Equal(new TagValue(identifier), address.Identifier);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("::")]
    [InlineData(":" + Author + ":")]
    [InlineData("30023")]
    [InlineData("30023:")]
    [InlineData("30023:" + Author)]
    [InlineData("30023:" + Author + "x:slug")]
    [InlineData("30023:79be:slug")]
    [InlineData("30023:79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798:slug")]
    [InlineData("-1:" + Author + ":")]
    [InlineData("+0:" + Author + ":")]
    [InlineData("1:" + Author + ":")]
    [InlineData("20000:" + Author + ":")]
    [InlineData("65536:" + Author + ":")]
    [InlineData("95536:" + Author + ":x")]
    [InlineData("99999999999:" + Author + ":")]
    [InlineData("3:" + Author + ":x")]
    [InlineData("3:" + Author + "x")]
    [InlineData(Author)]
    public void Anything_else_is_no_address(string text)
    {
        Assert.False(EventAddress.TryParse(new TagValue(text).View, out _));
    }

    [Fact]
    public void The_address_of_an_event_is_what_an_a_tag_would_say()
    {
        AssertAddress(30023, [["d", "a:b\""], ["d", "second"]], $"30023:{Author}:a:b\"");
        AssertAddress(30023, [], $"30023:{Author}:");
        AssertAddress(30023, [["d"]], $"30023:{Author}:");
        AssertAddress(10002, [["d", "ignored"]], $"10002:{Author}:");
        AssertAddress(0, [], $"0:{Author}");
    }

    [Fact]
    public void Random_texts_are_judged_by_their_first_two_colons()
    {
        Fuzz.Run(random =>
        {
            var json = new RandomJson(random);
            string[] kinds = ["30023", "0", "10002", "1", "x", "", "65536"];
            var author = random.Next(3) > 0 ? Author : json.Text();
            var identifier = random.Next(4) > 0 ? ":" + json.Text() : "";
            var text = $"{kinds[random.Next(kinds.Length)]}:{author}{identifier}";

            var parts = text.Split(':', 3);
            var isAddress = parts is (["30023", _, _] or ["0" or "10002", _] or ["0" or "10002", _, ""])
                && parts[1].Length == 64 && parts[1].All(char.IsAsciiHexDigitLower);

            Assert.True(isAddress == EventAddress.TryParse(new TagValue(text).View, out var address), text);
            if (isAddress)
                Assert.Equal(parts.Length == 3 ? parts[2] : "", address.Identifier.ToString());
        });
    }

    static void AssertAddress(int kind, string[][] tags, string expected)
    {
        var e = NostrEvent.TryParse(Encoding.UTF8.GetBytes(PlainEvent.Make(kind: kind, tags: tags).ToJson()), out _);
        Assert.True(EventAddress.TryParse(new TagValue(expected).View, out var address));

        Assert.Equal(address, EventAddress.Of(e!.View));
    }
}
