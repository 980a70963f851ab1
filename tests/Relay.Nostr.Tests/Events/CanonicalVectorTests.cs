using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Ids computed from NIP-01's rules for texts that serialisers often get wrong. Any tool can recompute them.</summary>
public sealed class CanonicalVectorTests
{
    [Theory]
    [InlineData("a\nb\"c\\d\re\tf\bg\fh", "d68235bcf43da2dac3af052ce9fece01acd375408ab7bec7a0a18e8c925b2689")]
    [InlineData("\u00a0\u2028\u200b\ufeff\ue000😀</&'+>", "07480785aaaffab0e09b6c8fd1619b1a2caba14b9edde32670ceba3987d3bd2d")]
    [InlineData("x\u007fy", "40381c6bef97bda1d6f2ca909fc50c18686db4a5728da8b3814186bfc3da4f18")]
    [InlineData("x\u000b\u001fy", "582280aedc24e04410a9a2514b9156fbeda875612d1ebaefca9defb9faa45ecd")]
    public void Content_has_the_id_that_the_rules_give(string content, string id)
    {
        AssertId(id, content, []);
    }

    [Fact]
    public void Tags_are_escaped_like_content()
    {
        AssertId(
            "3f254bda4fb64ec9217550361e941331a47492477b19addb9e524af5d03d1c1b", "", [["t", "a\"b\n"], ["alt", "\u2028"]]);
    }

    [Fact]
    public void An_id_computed_over_an_escaped_DEL_does_not_match()
    {
        var e = PlainEvent.Make("x\u007fy");
        var wrong = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            Encoding.UTF8.GetBytes(e.Canonical.Replace("\u007f", "\\u007f", StringComparison.Ordinal))));

        Assert.Null(NostrEvent.TryParse((e with { Id = wrong }).ToUtf8(), out var problem));

        Assert.Equal("invalid: event id does not match", problem);
    }

    [Fact]
    public void The_canonical_form_has_no_whitespace_and_keeps_everything_but_the_escapes_verbatim()
    {
        var e = PlainEvent.Make("ü/<\u2028\u007f\u0001\n", [["p", PlainEvent.Hex64, ""], ["alt"]], kind: 30023).Parsed();

        var canonical = new byte[EventJson.MaxLength(e.View)];
        var length = EventJson.WriteCanonical(e.View, canonical);

        Assert.Equal(
            $"[0,\"{PlainEvent.Author}\",1700000000,30023,[[\"p\",\"{PlainEvent.Hex64}\",\"\"],[\"alt\"]],\"ü/<\u2028\u007f\\u0001\\n\"]",
            Encoding.UTF8.GetString(canonical, 0, length));
    }

    static void AssertId(string id, string content, string[][] tags)
    {
        var e = PlainEvent.Make(content, tags);
        Assert.Equal(id, e.RightId);
        Assert.Equal(id, e.Parsed().Id.ToString());
    }
}
