namespace Relay.Nostr.Tests;

public sealed class PersonReferencesTests
{
    // The examples of NIP-19; the profile is another person's.
    const string Npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
    const string NpubHex = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
    const string Nprofile =
        "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7m"
        + "gpz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p";
    const string NprofileHex = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";

    [Theory]
    [InlineData(Npub)]
    [InlineData("nostr:" + Npub)]
    [InlineData("hello\n" + Npub + ", hello")]
    [InlineData("(nostr:" + Npub + ")")]
    [InlineData("npub1npub1 npub1 " + Npub)]
    [InlineData("word" + Npub + "word")]
    public void A_key_is_found(string text)
    {
        Assert.Equal([NpubHex], KeysIn(text));
        Assert.Equal([NpubHex], KeysIn(text.Replace(Npub, Npub.ToUpperInvariant(), StringComparison.Ordinal)));
    }

    [Fact]
    public void People_are_found_in_their_order_as_often_as_they_are_named()
    {
        Assert.Equal(
            [NpubHex, NpubHex, NprofileHex, NpubHex], KeysIn($"{Npub}{Npub} nostr:{Nprofile}\n{Npub}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("npub1")]
    [InlineData("nprofile1")]
    [InlineData("1 11 npub1 nostr:nprofile1")]
    [InlineData("https://example.com/" + Npub)]
    [InlineData("https://example.com/?p=" + Npub)]
    [InlineData("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptq")]
    [InlineData("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjpt")]
    [InlineData("note1npub10elfcs4fr0l0")]
    public void Addresses_and_broken_references_name_nobody(string text)
    {
        Assert.Empty(KeysIn(text));
    }

    [Fact]
    public void A_profile_has_its_length()
    {
        // No whole number of bytes makes 5,000 characters.
        var longest = Bech32.Encode("nprofile", Profile(3115));
        var tooLong = Bech32.Encode("nprofile", Profile(3116));

        Assert.Equal((4999, 5001), (longest.Length, tooLong.Length));
        Assert.Equal([NpubHex], KeysIn(longest));
        Assert.Empty(KeysIn(tooLong));
    }

    /// <summary>A key, and items of an unknown type up to this length.</summary>
    static byte[] Profile(int length)
    {
        List<byte> data = [0, 32, .. Convert.FromHexString(NpubHex)];
        while (data.Count < length)
        {
            var rest = Math.Min(length - data.Count - 2, 200);
            data.AddRange([77, (byte)rest, .. new byte[rest]]);
        }
        return [.. data];
    }

    static List<string> KeysIn(string text)
    {
        var keys = new List<string>();
        var references = new PersonReferences(JsonText.Escape(text));
        while (references.TryRead(out var key))
            keys.Add(key.ToString());
        return keys;
    }
}
