using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>The bytes on disk. If one of these tests fails, the version of the format must change.</summary>
public sealed class KeyLayoutTests
{
    static readonly Bytes32 Author = default(Bytes32).Starting(0x0A, 0x0B, 0x0C, 0x0D, 0x01, 0x02, 0x03, 0x04);

    static readonly Posting Posting = new(0x0000_0000_0000_0001, 0xFF00_0000_0000_0001);

    public static TheoryData<string, string> Lists => new()
    {
        { nameof(Term.All), "0000000000000000000000" },
        { nameof(Term.Kind), "0100010000000000000000" },
        { nameof(Term.AuthorKind), "020A0B0C0D010203047530" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_key_of_a_list_is_its_term_in_eleven_bytes_and_the_complement_of_a_posting(string name, string prefix)
    {
        var term = name switch
        {
            nameof(Term.All) => Term.All,
            nameof(Term.Kind) => Term.Kind(1),
            _ => Term.AuthorKind(Author, 30_000),
        };
        var key = new byte[ListKey.Size];
        ListKey.WritePrefix(term, key);
        ListKey.WritePosting(Posting, key);

        Assert.Equal(prefix[2..] + "FFFFFFFFFFFFFFFE" + "00FFFFFFFFFFFFFE", Convert.ToHexString(key)[2..]);
        Assert.Equal((byte)term.Type, key[0]);
        Assert.Equal(Posting, ListKey.ReadPosting(key));
        Assert.Equal(term.Type == TermType.AuthorKind, ListKey.TryReadAuthorKind(key, out var read));
        if (term.Type == TermType.AuthorKind)
            Assert.Equal(term, read);
    }

    [Fact]
    public void Newer_postings_have_lower_keys()
    {
        byte[] older = new byte[ListKey.Size], newer = new byte[ListKey.Size];
        ListKey.WritePosting(Posting.Of(Unsigned.Note(Author, 1_700_000_000).View, Sequences.Middle), older);
        ListKey.WritePosting(Posting.Of(Unsigned.Note(Author, 1_700_000_001).View, Sequences.Middle), newer);
        Assert.True(newer.AsSpan().SequenceCompareTo(older) < 0);
    }

    [Fact]
    public void Addresses_are_cut()
    {
        var term = Term.Address(Author, 30_000, new TagValue(Author).View);
        var whole = new byte[Term.MaxLength];
        Assert.Equal(Term.MaxLength, term.WriteTo(whole));
        var prefix = new byte[ListKey.PrefixSize];
        ListKey.WritePrefix(term, prefix);
        Assert.Equal(whole[..ListKey.PrefixSize], prefix);
    }

    [Fact]
    public void A_key_of_an_event_is_its_number()
    {
        var key = new byte[SequenceKey.Size];
        SequenceKey.Write(Sequences.Middle, key);
        Assert.Equal("0000004000000000", Convert.ToHexString(key));
        Assert.Equal(Sequences.Middle, SequenceKey.Read(key));
    }

    [Fact]
    public void Families_keep_their_names() =>
        Assert.Equal(["default", "events", "postings", "ids", "state"], RocksSettings.Names);
}
