using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>
/// A key of the family <c>postings</c>, 27 bytes: the term, cut or filled with zeros to 11 bytes, and the complement of the posting. All
/// lists have keys of one length, so that filters know a list by the start of its keys. The complement puts the newest posting first,
/// because RocksDB reads forwards faster than backwards.
/// </summary>
static class ListKey
{
    /// <summary>The bytes of the term. Addresses are cut. Each event that is found by a term is checked against its record.</summary>
    public const int PrefixSize = 11;

    /// <summary>The bytes of a key.</summary>
    public const int Size = PrefixSize + Posting.Size;

    /// <summary>Writes the term.</summary>
    public static void WritePrefix(in Term term, Span<byte> prefix)
    {
        Span<byte> all = stackalloc byte[Term.MaxLength];
        all.Clear();
        term.WriteTo(all);
        all[..PrefixSize].CopyTo(prefix);
    }

    /// <summary>Writes the posting behind the term.</summary>
    public static void WritePosting(Posting posting, Span<byte> key) =>
        new Posting(~posting.High, ~posting.Low).Write(key[PrefixSize..]);

    /// <summary>Reads the posting.</summary>
    public static Posting ReadPosting(ReadOnlySpan<byte> key)
    {
        var complement = Posting.Read(key[PrefixSize..]);
        return new Posting(~complement.High, ~complement.Low);
    }

    /// <summary>Reads the term of an author and a kind, whose 11 bytes are complete. False if it is another term.</summary>
    public static bool TryReadAuthorKind(ReadOnlySpan<byte> key, out Term term)
    {
        term = default;
        return key.Length == Size && key[0] == (byte)TermType.AuthorKind && Term.TryRead(key[..PrefixSize], out term);
    }
}
