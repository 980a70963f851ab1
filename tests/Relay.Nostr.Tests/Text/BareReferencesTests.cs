namespace Relay.Nostr.Tests;

public sealed class BareReferencesTests
{
    // The examples of NIP-19.
    const string Npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
    const string Nprofile =
        "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7m"
        + "gpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p";

    [Theory]
    [InlineData(Npub)]
    [InlineData(Nprofile)]
    [InlineData("hello " + Npub)]
    [InlineData("hello\n" + Npub)]
    [InlineData("(" + Npub + ")")]
    [InlineData("@" + Npub + ", look")]
    [InlineData("日本" + Npub)]
    [InlineData("key:" + Npub)]
    [InlineData("nostr: " + Npub)]
    [InlineData("nostr:" + Npub + " " + Npub)]
    [InlineData("npub1 npub1x " + Npub)]
    public void References_without_their_scheme_are_found(string text)
    {
        Assert.True(BareReferences.IsIn(JsonText.Escape(text)));
        Assert.True(BareReferences.IsIn(JsonText.Escape(text.Replace(Npub, Npub.ToUpperInvariant(), StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("npub1")]
    [InlineData("hello, 1st of 11 npub1 note1 nevent1")]
    [InlineData("nostr:" + Npub)]
    [InlineData("NOSTR:" + Nprofile)]
    [InlineData("https://example.com/" + Npub)]
    [InlineData("https://example.com/?p=" + Npub)]
    [InlineData("x" + Npub)]
    [InlineData(Npub + "x")]
    [InlineData("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptq")]
    public void Links_words_and_wrong_checksums_are_none(string text)
    {
        Assert.False(BareReferences.IsIn(JsonText.Escape(text)));
    }

    [Fact]
    public void Secret_keys_are_no_references()
    {
        Assert.False(BareReferences.IsIn("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"u8));
    }
}
