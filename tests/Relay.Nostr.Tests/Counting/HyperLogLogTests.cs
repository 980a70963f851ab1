using System.Buffers;
using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>NIP-45's registers: the filter determines which bytes of a key are read, and the keys determine the counts.</summary>
public sealed class HyperLogLogTests
{
    const string Generator = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    const string Author = "f7234bd4c1394dda46d09f35bd384dd30cc552ad5541990f98844fb06676e9ca";

    // The first four are the NIP's own examples.
    [Theory]
    [InlineData('p', "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d", 16)]
    [InlineData('e', "5c83da77af1dec6d7289834998ad7aafbd9e2191396d75ec3cc27f5a77226f36", 19)]
    [InlineData('t', "nostr", 12)]
    [InlineData('a', $"30023:{Author}:abcd", 8)]
    [InlineData('E', "5c83da77af1dec6d7289834998ad7aafbd9e2191396d75ec3cc27f5a77226f36", 19)]
    [InlineData('A', $"30023:{Author}:", 8)]
    [InlineData('a', $"1:{Author}:with:colons", 8)]
    [InlineData('q', $"30023:{Generator}:x", 8)]
    public void Offset_follows_from_the_value(char letter, string value, int expected) => Assert.Equal(expected, OffsetOf(letter, value));

    [Theory]
    [InlineData("")]
    [InlineData("\"\n☃")]
    [InlineData($"30023:{Author}")]
    [InlineData($":{Author}:x")]
    [InlineData($"x:{Author}:x")]
    [InlineData("30023:F7234BD4C1394DDA46D09F35BD384DD30CC552AD5541990F98844FB06676E9CA:x")]
    [InlineData("3BF0C63FCB93464407AF97A5E5EE64FA883D107EF9E558472C4EB9AAAEFA459D")]
    public void Any_other_text_is_hashed(string value)
    {
        var digit = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(value)))[32];

        Assert.Equal(8 + Convert.ToInt32($"{digit}", 16), OffsetOf('r', value));
    }

    [Theory]
    [InlineData(Generator, 16, 2, 1)]
    [InlineData(Generator, 19, 219, 3)]
    [InlineData(Author, 16, 12, 1)]
    [InlineData(Author, 19, 173, 2)]
    [InlineData("00000000000000000900000000000000ffffffffffffffffffffffffffffffff", 8, 9, 57)]
    [InlineData("00000000000000000900000000000001ffffffffffffffffffffffffffffffff", 8, 9, 56)]
    [InlineData("00000000000000000900000000000000ffffffffffffffffffffffffffffffff", 16, 255, 1)]
    [InlineData("0000000000000000000000000000000000000000000000ff00000000000000ff", 23, 255, 57)]
    public void Register_and_value_stand_in_the_key(string key, int offset, int register, int value)
    {
        var authors = new HyperLogLog(offset);
        authors.Add(Bytes32.Parse(key));

        var expected = new byte[HyperLogLog.RegisterCount];
        expected[register] = (byte)value;
        Assert.Equal(expected, authors.Registers);
        Assert.Equal(Convert.ToHexStringLower(expected), authors.ToString());
    }

    [Fact]
    public void Registers_keep_their_greatest_value_in_whatever_order()
    {
        var authors = new HyperLogLog(8);
        foreach (var next in new[] { "0f", "01", "10" })
            authors.Add(Bytes32.Parse($"{new string('0', 16)}07{next}{new string('0', 44)}"));

        Assert.Equal(8, authors.Registers[7]);
    }

    [Theory]
    [InlineData("{\"#e\":[\"" + Generator + "\"]}", true)]
    [InlineData("{\"#E\":[\"x\"],\"kinds\":[1111],\"authors\":[\"" + Generator + "\"],\"since\":1}", true)]
    [InlineData("{\"#t\":[\"a\",\"a\"]}", true)]
    [InlineData("{\"#t\":[\"a\",\"b\"]}", false)]
    [InlineData("{\"#t\":[]}", false)]
    [InlineData("{\"#t\":[\"a\"],\"#T\":[\"a\"]}", false)]
    [InlineData("{\"&t\":[\"a\",\"b\"]}", false)]
    [InlineData("{\"kinds\":[3]}", false)]
    [InlineData("{}", false)]
    public void Only_one_tag_condition_of_one_value_has_registers(string json, bool expected)
    {
        var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out _, andTags: true)!;

        Assert.Equal(expected, HyperLogLog.For([filter]) is not null);
        Assert.Null(HyperLogLog.For([filter, filter]));
        Assert.Null(HyperLogLog.For([]));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(24)]
    public void Offsets_are_those_of_one_digit(int offset) => Assert.Throws<ArgumentOutOfRangeException>(() => new HyperLogLog(offset));

    [Fact]
    public void The_answer_has_the_registers_after_the_number()
    {
        var authors = new HyperLogLog(16);
        authors.Add(Bytes32.Parse(Generator));
        var writer = new ArrayBufferWriter<byte>();
        RelayMessage.WriteCount(writer, new SubscriptionId("c"), 3, authors);

        Assert.Equal(
            $"[\"COUNT\",\"c\",{{\"count\":3,\"hll\":\"000001{new string('0', 506)}\"}}]", Encoding.UTF8.GetString(writer.WrittenSpan));
    }

    static int OffsetOf(char letter, string value) =>
        HyperLogLog.For([new Filter { Tags = [new TagFilter(letter, [new TagValue(value)])] }])!.Offset;
}
