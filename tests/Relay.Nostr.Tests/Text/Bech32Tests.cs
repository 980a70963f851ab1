namespace Relay.Nostr.Tests;

public sealed class Bech32Tests
{
    /// <summary>Valid strings of BIP-173, with their data as bytes.</summary>
    [Theory]
    [InlineData("A12UEL5L", "a", "")]
    [InlineData("a12uel5l", "a", "")]
    [InlineData("?1ezyfcl", "?", "")]
    [InlineData(
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio",
        "")]
    [InlineData("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", "00443214c74254b635cf84653a56d7c675be77df")]
    [InlineData(
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        "split",
        "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d")]
    public void Valid_strings_of_BIP173_are_read_and_written(string text, string prefix, string hex)
    {
        Assert.True(Bech32.TryDecode(text, out var readPrefix, out var data, out var reason), reason);

        Assert.Equal(prefix, readPrefix);
        Assert.Equal(hex, Convert.ToHexStringLower(data));
        Assert.Equal(text.ToLowerInvariant(), Bech32.Encode(prefix, data));
    }

    /// <summary>Invalid strings of BIP-173 (the checksum of the sixth was made with an upper-case prefix), and further ones.</summary>
    [Theory]
    [InlineData("\u00201nwldj5", "does not have")]
    [InlineData("\u007f1axkwrx", "does not have")]
    [InlineData("\u00801eym55h", "does not have")]
    [InlineData("pzry9x0s0muk", "no prefix")]
    [InlineData("1pzry9x0s0muk", "no prefix")]
    [InlineData("A1G7SGD8", "checksum")]
    [InlineData("x1b4n0q5v", "does not have")]
    [InlineData("li1dgmt3", "too short")]
    [InlineData("10a06t8", "no prefix")]
    [InlineData("1qzzfhee", "no prefix")]
    [InlineData("", "no prefix")]
    [InlineData("1", "no prefix")]
    [InlineData("A12uEL5L", "mixes")]
    [InlineData("a12UEL5L", "mixes")]
    public void Invalid_strings_are_refused_with_a_reason(string text, string expected)
    {
        Assert.False(Bech32.TryDecode(text, out var prefix, out var data, out var reason));

        Assert.Null(prefix);
        Assert.Null(data);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_length_survives_the_way_there_and_back()
    {
        for (var length = 0; length < 100; length++)
        {
            var data = Enumerable.Range(0, length).Select(i => (byte)(i * 37 + length)).ToArray();

            Assert.True(Bech32.TryDecode(Bech32.Encode("test", data), out var prefix, out var decoded, out var reason), reason);

            Assert.Equal("test", prefix);
            Assert.Equal(data, decoded);
        }
    }

    [Fact]
    public void A_changed_character_is_noticed_at_every_place()
    {
        var text = Bech32.Encode("npub", Enumerable.Repeat((byte)0x5a, 32).ToArray()).ToCharArray();
        for (var i = "npub1".Length; i < text.Length; i++)
        {
            var right = text[i];
            text[i] = right == 'q' ? 'p' : 'q';
            Assert.False(Bech32.TryDecode(text, out _, out _, out var reason));
            Assert.Contains("checksum", reason, StringComparison.Ordinal);
            text[i] = right;
        }
    }

    [Fact]
    public void The_checksum_of_bech32m_is_wrong_here() =>
        Assert.False(Bech32.TryDecode("a1lqfn3a", out _, out _, out _));

    [Fact]
    public void Texts_up_to_5000_characters_are_read()
    {
        // 5 bytes are 8 characters: a prefix of 9, "1", 4,984 characters, checksum.
        var longest = Bech32.Encode("ninechars", new byte[3_115]);

        Assert.Equal(5_000, longest.Length);
        Assert.True(Bech32.TryDecode(longest, out _, out _, out var reason), reason);
        Assert.False(Bech32.TryDecode(Bech32.Encode("ten-chars-", new byte[3_115]), out _, out _, out reason));
        Assert.Contains("5000", reason, StringComparison.Ordinal);
    }

    /// <summary>"test" with one value of five bits, with three, and twice with two whose last bits are not zero; right checksums.</summary>
    [Theory]
    [InlineData("test1q6j8x73")]
    [InlineData("test1qqq66v8w3")]
    [InlineData("test1qphplu4s")]
    [InlineData("test1qzej22m0")]
    public void Left_over_bits_are_refused(string text)
    {
        Assert.False(Bech32.TryDecode(text, out _, out _, out var reason));
        Assert.Contains("whole byte", reason, StringComparison.Ordinal);
    }
}
