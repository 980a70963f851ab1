using System.Security.Cryptography;

namespace Relay.Nostr.Tests;

public sealed class TermTests
{
    static readonly Bytes32 Author = Bytes32.Parse(PlainEvent.Author);

    static readonly byte[] Key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    [Theory]
    [InlineData(TermType.All, 1)]
    [InlineData(TermType.Kind, 2)]
    [InlineData(TermType.AuthorKind, 3)]
    [InlineData(TermType.Tag, 4)]
    [InlineData(TermType.Address, 5)]
    [InlineData(TermType.Author, 6)]
    [InlineData(TermType.Id, 7)]
    public void The_numbers_of_term_types_are_on_disk_and_never_change(TermType type, byte number)
    {
        Assert.Equal(number, (byte)type);
        Assert.Equal(7, Enum.GetValues<TermType>().Length);
    }

    [Fact]
    public void The_bytes_of_terms_are_on_disk_and_never_change()
    {
        AssertBytes("01", Term.All);
        AssertBytes("020001", Term.Kind(1));
        AssertBytes("02ffff", Term.Kind(65535));
        AssertBytes("03 79be667ef9dcbbac 7531", Term.AuthorKind(Author, 30001));
        AssertBytes("06 79be667ef9dcbbac55a06295ce870b07", Term.Author(Author));
        AssertBytes("07 79be667ef9dcbbac55a06295ce870b07", Term.Id(Author));
    }

    [Fact]
    public void The_term_of_a_tag_is_its_letter_and_the_keyed_hash_of_its_packed_value()
    {
        // SipHash-2-4's own test vectors: the key is the bytes 0 to 15, the value here empty or 32 bytes from 0 upwards.
        var hasher = new TermHasher(Key);
        var packed = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        AssertBytes("04 74 726fdb47dd0e0e31", hasher.Tag((byte)'t', default));
        AssertBytes("04 65 7127512f72f27cce", hasher.Tag((byte)'e', new TextView(packed, isHex: true)));
    }

    [Theory]
    [InlineData("", "00")]
    [InlineData("slug", "00736c7567")]
    [InlineData("a\"b", "00615c2262")]
    [InlineData(PlainEvent.Author, "01" + PlainEvent.Author)]
    public void The_term_of_an_address_is_half_the_SHA_256_of_author_kind_and_packed_d(string d, string packed)
    {
        var hash = SHA256.HashData(Convert.FromHexString(PlainEvent.Author + "7531" + packed));
        var view = PlainEvent.Make(kind: 30001, tags: [["d", d]]).Parsed().View;

        AssertBytes("05" + Convert.ToHexStringLower(hash)[..32], EventTerms.AddressOf(view));

        Span<byte> whole = stackalloc byte[32];
        Term.AddressHash(Author, 30001, new TagValue(d).View, whole);
        Assert.Equal(hash, whole.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(511)]
    [InlineData(5000)]
    public void Long_d_values_with_a_common_beginning_have_different_terms_of_the_same_length(int length)
    {
        var start = new string('x', length);

        Term one = AddressOf(start + "1"), two = AddressOf(start + "2");

        Assert.NotEqual(one, two);
        Assert.Equal(17, one.WriteTo(new byte[Term.MaxLength]));
        Assert.Equal(17, two.WriteTo(new byte[Term.MaxLength]));

        static Term AddressOf(string d) => EventTerms.AddressOf(PlainEvent.Make(kind: 30000, tags: [["d", d]]).Parsed().View);
    }

    [Fact]
    public void A_missing_d_an_empty_one_and_one_without_value_are_the_same_address_and_only_the_first_counts()
    {
        string[][][] tags = [[], [["d"]], [["d", ""]], [["t", "x"], ["d", "", "y"], ["d", "z"]]];

        var terms = tags.Select(tag => EventTerms.AddressOf(PlainEvent.Make(kind: 30000, tags: tag).Parsed().View)).ToArray();

        Assert.Single(terms.Distinct());
    }

    [Fact]
    public void Terms_come_back_from_their_bytes_and_are_ordered_as_they_are()
    {
        Fuzz.Run(random =>
        {
            var one = Any(random);
            var two = Any(random);
            byte[] left = Bytes(one), right = Bytes(two);

            Assert.True(Term.TryRead(left, out var again));
            Assert.Equal(one, again);
            Assert.Equal(one.GetHashCode(), again.GetHashCode());
            Assert.Equal(Math.Sign(left.AsSpan().SequenceCompareTo(right)), Math.Sign(one.CompareTo(two)));
            Assert.Equal(left.AsSpan().SequenceEqual(right), one.Equals(two));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("08")]
    [InlineData("0100")]
    [InlineData("02")]
    [InlineData("0200")]
    [InlineData("020000 00")]
    [InlineData("03 0011223344556677")]
    [InlineData("04 0011223344556677")]
    [InlineData("05 00112233445566778899aabbccddee")]
    [InlineData("07 00112233445566778899aabbccddeeff00")]
    public void Other_bytes_are_no_term(string hex)
    {
        Assert.False(Term.TryRead(FromHex(hex), out _));
    }

    [Fact]
    public void Author_kind_terms_name_their_kind_and_know_their_author()
    {
        var one = Term.AuthorKind(Author, 30001);

        Assert.Equal(30001, one.KindOf);
        Assert.Equal(7, Term.Kind(7).KindOf);
        Assert.True(one.IsSameAuthorKind(Term.AuthorKind(Author, 2)));
        Assert.False(one.IsSameAuthorKind(Term.AuthorKind(default, 30001)));
        Assert.False(one.IsSameAuthorKind(Term.Author(Author)));
    }

    static Term Any(Random random)
    {
        var key = Bytes32.Parse((random.Next(2) == 0 ? "00" : "ff") + random.GetHexString(62, lowercase: true));
        return random.Next(7) switch
        {
            0 => Term.All,
            1 => Term.Kind((ushort)random.Next(65536)),
            2 => Term.AuthorKind(key, (ushort)random.Next(65536)),
            3 => Term.Author(key),
            4 => Term.Id(key),
            5 => Term.Address(key, 30000, default),
            _ => new TermHasher(Key).Tag((byte)(random.Next(2) == 0 ? 'a' : 'Z'), new TextView(key.Span, isHex: true)),
        };
    }

    static byte[] Bytes(Term term)
    {
        var bytes = new byte[Term.MaxLength];
        return bytes[..term.WriteTo(bytes)];
    }

    static byte[] FromHex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    static void AssertBytes(string hex, Term term) =>
        Assert.Equal(Convert.ToHexStringLower(FromHex(hex)), Convert.ToHexStringLower(Bytes(term)));
}
