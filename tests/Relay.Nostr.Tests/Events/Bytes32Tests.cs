namespace Relay.Nostr.Tests;

public sealed class Bytes32Tests
{
    [Fact]
    public void Values_are_ordered_as_their_hex_texts_are()
    {
        Fuzz.Run(random =>
        {
            var left = random.GetHexString(64, lowercase: true);
            var shared = random.Next(65);
            var right = left[..shared] + random.GetHexString(64 - shared, lowercase: true);
            var order = string.CompareOrdinal(left, right);
            Bytes32 a = Bytes32.Parse(left), b = Bytes32.Parse(right);

            Assert.Equal(Math.Sign(order), Math.Sign(a.CompareTo(b)));
            Assert.Equal(order == 0, a.Equals(b));
            Assert.Equal(order == 0, a == b);
            Assert.Equal(order != 0, a != b);
            Assert.Equal(left, a.ToString());
            Assert.Equal(left[..16], a.Prefix.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        });
    }

    [Fact]
    public void A_text_that_is_not_hex_leaves_no_value_behind()
    {
        Assert.False(Bytes32.TryParse(new string('a', 63) + "g", out var value));
        Assert.Equal(default, value);
        Assert.False(Bytes32.TryParse(new string('a', 63) + "ü", out _));
    }
}
