namespace Relay.Nostr.Tests;

public sealed class HexTests
{
    [Fact]
    public void Every_byte_comes_back_from_its_two_lowercase_digits()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var hex = new byte[512];
        var decoded = new byte[256];

        Hex.Encode(bytes, hex);

        Assert.Equal(Convert.ToHexStringLower(bytes), System.Text.Encoding.ASCII.GetString(hex));
        Assert.True(Hex.TryDecode(hex, decoded));
        Assert.Equal(bytes, decoded);
    }

    [Fact]
    public void Only_lowercase_digits_decode_wherever_they_stand()
    {
        Span<byte> decoded = stackalloc byte[32];
        for (var at = 0; at < 64; at++)
        {
            for (var b = 0; b < 256; b++)
            {
                var hex = Enumerable.Repeat((byte)'0', 64).ToArray();
                hex[at] = (byte)b;
                Assert.Equal(char.IsAsciiHexDigitLower((char)b), Hex.TryDecode(hex, decoded));
                Assert.Equal(char.IsAsciiHexDigitLower((char)b), Hex.Is32Bytes(hex));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(128)]
    public void A_text_of_another_length_is_no_32_bytes(int length)
    {
        var hex = new string('a', length);
        Assert.False(Hex.Is32Bytes(System.Text.Encoding.ASCII.GetBytes(hex)));
        Assert.False(Bytes32.TryParse(System.Text.Encoding.ASCII.GetBytes(hex), out _));
        Assert.False(Bytes32.TryParse(hex, out _));
        Assert.Throws<FormatException>(() => Bytes32.Parse(hex));
    }
}
