using System.Buffers.Binary;
using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Values that a client could choose so that a hash without a secret folds them together. They must spread anyway.</summary>
public sealed class SecretHashTests
{
    const int Count = 7_500;

    // Among 7,500 random codes of 32 bits seven in a thousand sets have any equal pair, and none has ten.
    const int MostAlike = 10;

    /// <summary>How the eight words of a value are made from a number.</summary>
    public static TheoryData<string, Func<uint, uint[]>> Crafted => new()
    {
        { "equal halves of the first eight bytes, which fold to zero", static n => [n, n, 0, 0, 0, 0, 0, 0] },
        { "equal halves of the last eight bytes", static n => [0, 0, 0, 0, 0, 0, n, n] },
        { "two words whose sum is always the same", static n => [n, 0u - n, 0, 0, 0, 0, 0, 0] },
        { "two words that are each other's complement", static n => [0, 0, n, ~n, 0, 0, 0, 0] },
        { "beginnings alike, ends that count up", static n => [1, 2, 3, 4, 5, 6, 7, n] },
        { "multiples of a large power of two", static n => [n << 16, 0, 0, 0, n << 19, 0, 0, 0] },
        { "the same word eight times", static n => [n, n, n, n, n, n, n, n] },
    };

    [Theory, MemberData(nameof(Crafted))]
    public void Keys_that_are_crafted_to_collide_spread(string what, Func<uint, uint[]> craft) =>
        AssertSpread(what, Values(craft).Select(static value => value.GetHashCode()));

    // Terms hold the first 8 or 16 bytes of a key. Keys that differ only later share a term.
    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(1u, 0u)]
    [InlineData(0u, 1u)]
    [InlineData(0u, 1u << 16)]
    public void Terms_of_such_keys_spread(uint add, uint step)
    {
        var what = $"{add} + {step}";
        var values = Values(n => step == 0 ? [n, n + add, 0, 0, 0, 0, 0, 0] : [add, n * step, 0, 0, 0, 0, 0, 0]);
        AssertSpread(what, values.Select(static value => Term.Author(value).GetHashCode()));
        AssertSpread(what, values.Select(static value => Term.Id(value).GetHashCode()));
        AssertSpread(what, values.Select(static value => Term.AuthorKind(value, 1).GetHashCode()));
    }

    [Theory, MemberData(nameof(Crafted))]
    public void Texts_ids_of_subscriptions_and_addresses_spread(string what, Func<uint, uint[]> craft)
    {
        var values = Values(craft);
        AssertSpread(what, values.Select(static value => new TagValue(value).GetHashCode()));
        AssertSpread(what, values.Select(static value => new TagValue($"{value}x").GetHashCode()));
        AssertSpread(what, values.Select(static value => new SubscriptionId(value.ToString()).GetHashCode()));
        AssertSpread(what, values.Select(static value => new EventAddress(30_000, value, new TagValue("")).GetHashCode()));
        AssertSpread(what, values.Select(static value => (value, value).GetHashCode()));
    }

    [Fact]
    public void Terms_of_kinds_spread() =>
        AssertSpread("kinds", Enumerable.Range(0, Count).Select(static kind => Term.Kind((ushort)kind).GetHashCode()));

    [Fact]
    public void Equal_values_have_equal_codes_however_they_were_made()
    {
        var text = new string('a', 62) + "bc";
        Assert.Equal(Bytes32.Parse(text).GetHashCode(), new Bytes32(Convert.FromHexString(text)).GetHashCode());
        Assert.Equal(new TagValue(text).GetHashCode(), new TagValue(Bytes32.Parse(text)).GetHashCode());
        Assert.Equal(new SubscriptionId("ä").GetHashCode(), new SubscriptionId(Encoding.UTF8.GetString("ä"u8)).GetHashCode());
    }

    static void AssertSpread(string what, IEnumerable<int> codes)
    {
        var all = codes.ToList();
        Assert.True(all.Count - all.Distinct().Count() < MostAlike, $"{all.Distinct().Count()} codes of {all.Count} values: {what}");
        // Dictionaries use the remainder of a division by a prime. Crafted steps must not survive it.
        var fullest = all.GroupBy(static code => (uint)code % 10_103).Max(static bucket => bucket.Count());
        Assert.InRange(fullest, 1, 16);
    }

    static Bytes32[] Values(Func<uint, uint[]> craft)
    {
        var values = new Bytes32[Count];
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        for (var i = 0; i < Count; i++)
        {
            var words = craft((uint)i + 1);
            for (var at = 0; at < words.Length; at++)
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * at)..], words[at]);
            values[i] = new Bytes32(bytes);
        }
        return values;
    }
}
