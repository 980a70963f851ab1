using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>The packed record: its bytes are on disk and never change.</summary>
public sealed class EventRecordTests
{
    static readonly PlainEvent Golden = PlainEvent.Make(
        "say \"ü\"\n\u0001",
        [["e", PlainEvent.Hex64, "", "root"], ["-"], ["expiration", "1800000000"], ["alt", "a\\b"], [PlainEvent.Hex64]],
        kind: 30023,
        createdAt: 0x0102030405);

    [Fact]
    public void The_bytes_of_a_record_never_change()
    {
        var packedKey = new string('7', 64);
        var expected = string.Concat(
            // id, public key, signature
            "0c92febc95783fd775000e237a8a248756d278ef6e18ba42a72849b0d85a2eec",
            PlainEvent.Author,
            string.Concat(Enumerable.Repeat("5c", 64)),
            // created_at, kind, flags (expiration and protected), zero, length of the tags
            "0504030201000000", "4775", "03", "00", "70000000",
            // ["e", hex, "", "root"]
            "04", "0265", "01" + packedKey, "00", "08726f6f74",
            // ["-"]
            "01", "022d",
            // ["expiration", "1800000000"]
            "02", "1465787069726174696f6e", "1431383030303030303030",
            // ["alt", "a\\b"]
            "02", "06616c74", "08615c5c62",
            // [hex]
            "01", "01" + packedKey,
            // say \"ü\"\n\u0001
            "736179205c22c3bc5c225c6e5c7530303031",
            // the expiration
            "00d2496b00000000");

        Assert.Equal(expected, Convert.ToHexStringLower(Golden.Parsed().Record.Span));
    }

    [Fact]
    public void A_view_reads_every_field_of_the_record()
    {
        var view = Golden.Parsed().View;

        Assert.Equal(Golden, PlainEvent.Of(view));
        Assert.True(view.HasExpiration);
        Assert.True(view.IsProtected);
        Assert.Equal(1800000000, view.Expiration);
        Assert.Equal("say \\\"ü\\\"\\n\\u0001", Encoding.UTF8.GetString(view.Content));
        Assert.Equal("say \"ü\"\n\u0001", Golden.Parsed().Content);
        Assert.Equal(Golden.ToJson(), Encoding.UTF8.GetString(Golden.Parsed().ToJson()));
    }

    [Fact]
    public void An_event_expires_at_the_second_of_its_expiration()
    {
        var view = Golden.Parsed().View;

        Assert.False(view.IsExpiredAt(1799999999));
        Assert.True(view.IsExpiredAt(1800000000));
        Assert.False(PlainEvent.Make().Parsed().View.IsExpiredAt(long.MaxValue - 1));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("", long.MaxValue)]
    [InlineData("-1", long.MaxValue)]
    [InlineData("+1", long.MaxValue)]
    [InlineData(" 1", long.MaxValue)]
    [InlineData("1.5", long.MaxValue)]
    [InlineData("1e3", long.MaxValue)]
    [InlineData("soon", long.MaxValue)]
    [InlineData("١", long.MaxValue)]
    [InlineData("99999999999999999999", long.MaxValue)]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111", long.MaxValue)]
    public void An_expiration_is_digits_and_anything_else_is_none(string value, long expected)
    {
        var view = PlainEvent.Make("content", [["expiration", value]]).Parsed().View;

        Assert.Equal(expected, view.Expiration);
        Assert.Equal(expected != long.MaxValue, view.HasExpiration);
        Assert.Equal("content", JsonText.Unescape(view.Content));
    }

    [Fact]
    public void Of_several_expirations_the_first_counts_even_if_it_says_nothing()
    {
        Assert.Equal(5, Expiration(["expiration", "5"], ["expiration", "3"]));
        Assert.Equal(long.MaxValue, Expiration(["expiration", "x"], ["expiration", "3"]));
        Assert.Equal(long.MaxValue, Expiration(["expiration"], ["expiration", "3"]));

        static long Expiration(params string[][] tags) => PlainEvent.Make(tags: tags).Parsed().View.Expiration;
    }

    [Fact]
    public void The_name_of_a_tag_is_enough_to_protect_an_event()
    {
        Assert.True(PlainEvent.Make(tags: [["t", "x"], ["-", "more"]]).Parsed().View.IsProtected);
        Assert.False(PlainEvent.Make("-", [["t", "-"], ["--"], [""]]).Parsed().View.IsProtected);
    }

    [Fact]
    public void Flags_of_one_event_do_not_stay_for_the_next()
    {
        var parser = new EventParser();
        Assert.True(parser.TryParse(Golden.ToUtf8(), out _));
        Assert.False(parser.TryParse((Golden with { Id = PlainEvent.Hex64 }).ToUtf8(), out _));

        Assert.True(parser.TryParse(PlainEvent.Make(tags: [["t"]]).ToUtf8(), out _));

        Assert.Equal(0, parser.View.Record[138]);
        Assert.Equal(1, parser.TagCount);
        Assert.False(parser.View.HasExpiration);
        Assert.False(parser.View.IsProtected);
    }

    [Fact]
    public void Tags_are_found_by_name_and_position()
    {
        var tags = Golden.Parsed().View.Tags;

        Assert.True(tags.TryGetFirst("e"u8, out var value));
        Assert.True(value.IsHex);
        Assert.True(tags.TryGetFirst("-"u8, out value));
        Assert.True(value.IsEmpty);
        Assert.False(tags.TryGetFirst("missing"u8, out _));
        Assert.False(tags.IsEmpty);
        Assert.True(PlainEvent.Make().Parsed().View.Tags.IsEmpty);

        foreach (var tag in tags)
        {
            Assert.Equal((byte)'e', tag.Letter);
            Assert.Equal(4, tag.Count);
            Assert.Equal("root", tag[3].ToString());
            Assert.Equal(4, tag[3].EscapedLength);
            Assert.Equal(64, tag[1].EscapedLength);
            break;
        }
    }

    [Fact]
    public void An_item_beyond_the_last_is_an_error_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Item(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Item(-1));

        static void Item(int index)
        {
            foreach (var tag in PlainEvent.Make(tags: [["t"]]).Parsed().View.Tags)
                _ = tag[index];
        }
    }
}
