using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Postings.Tests;

/// <summary>The bytes of the entries of an index. A change of these is one of every engine's layout: each raises its version.</summary>
public sealed class EntryLayoutTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    // created_at 40 | complement of the first 4 id bytes 32 | sequence 39 | has expiration 1 | kind 16
    [InlineData(0L, "00000000", 0L, false, 0, "0000000000ffffffff00000000000000")]
    [InlineData(1L, "00000001", 1L, true, 1, "0000000001fffffffe00000000030001")]
    [InlineData(1_700_000_000L, "0123abcd", (1L << 38) + 5, false, 30023, "006553f100fedc543280000000 0a7547")]
    [InlineData((1L << 40) - 1, "ffffffff", (1L << 39) - 1, true, 65535, "ffffffffff00000000ffffffffffffff")]
    public void A_posting_is_sixteen_bytes(long createdAt, string id, long sequence, bool expires, int kind, string expected)
    {
        string[][] tags = expires ? [["expiration", "4000000000000"]] : [];
        var e = Unsigned.Event(Author, kind, createdAt, "", tags).WithIdStarting(Convert.FromHexString(id));
        var posting = Posting.Of(e.View, sequence);
        Span<byte> bytes = stackalloc byte[Posting.Size];
        posting.Write(bytes);

        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(bytes));
        Assert.Equal(posting, Posting.Read(bytes));
        Assert.Equal(
            (createdAt, sequence, expires, (ushort)kind), (posting.CreatedAt, posting.Sequence, posting.HasExpiration, posting.Kind));
    }

    [Theory]
    [InlineData(0UL, 0L, "00000000000000000000000000")]
    [InlineData(0x0123456789abcdefUL, (1L << 38) + 0x0102030405, "0123456789abcdef4102030405")]
    [InlineData(ulong.MaxValue, (1L << 39) - 1, "ffffffffffffffff7fffffffff")]
    public void A_numbered_key_is_thirteen_bytes(ulong key, long sequence, string expected)
    {
        Span<byte> bytes = stackalloc byte[NumberedKey.Size];
        new NumberedKey(key, sequence).Write(bytes);

        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
        Assert.Equal(new NumberedKey(key, sequence), NumberedKey.Read(bytes));
    }

    [Fact]
    public void Bytes_order_as_values_do()
    {
        var random = new Random(7);
        var postings = new Posting[2000];
        foreach (ref var posting in postings.AsSpan())
            posting = new Posting((ulong)random.NextInt64() * (ulong)random.Next(3), (ulong)random.NextInt64());
        var keys = postings.Select(posting => new NumberedKey(posting.High, posting.Sequence)).ToArray();
        Assert.Equal(
            postings.Order().Select(Hex), postings.Select(Hex).Order(StringComparer.Ordinal));
        Assert.Equal(
            keys.Order().Select(Hex), keys.Select(Hex).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Neighbours_and_limits_of_postings()
    {
        Assert.Equal(new Posting(5, 6), new Posting(5, 7).Previous);
        Assert.Equal(new Posting(4, ulong.MaxValue), new Posting(5, 0).Previous);
        Assert.Equal(Posting.Max, Posting.LastOf(Posting.MaxCreatedAt));
        Assert.Equal(Posting.Max, Posting.LastOf(long.MaxValue));
        var e = Unsigned.Note(Author, 1000).WithIdStarting(0, 0, 0, 0);
        Assert.True(Posting.Of(e.View, Sequences.Max) <= Posting.LastOf(1000));
        Assert.True(Posting.Of(e.View, Sequences.Max) > Posting.LastOf(999));
        Assert.True(new Posting(0, 0).IsZero);
        Assert.True(Posting.Of(e.View, 1).TiesWith(Posting.Of(e.View, Sequences.Max)));
        Assert.False(Posting.Of(e.View, 1).TiesWith(Posting.Of(e.WithIdStarting(0, 0, 0, 1).View, 1)));
        Assert.True(Posting.Of(e.View, 1) >= Posting.Of(e.View, 1).LastOfGroup);
        Assert.True(Posting.Of(e.WithIdStarting(0, 0, 0, 1).View, Sequences.Max) < Posting.Of(e.View, 0).LastOfGroup);
    }

    static string Hex(Posting posting)
    {
        var bytes = new byte[Posting.Size];
        posting.Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    static string Hex(NumberedKey key)
    {
        var bytes = new byte[NumberedKey.Size];
        key.Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
