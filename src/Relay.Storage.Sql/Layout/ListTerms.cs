using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// Turns what events have and filters ask for into terms: numbers of 64 bits, hashes with the store's secret key. The database compares
/// only these, so no text of a client gets into a comparison or a statement, and nobody can choose values that share a list. Thread-safe.
/// </summary>
sealed class ListTerms(ReadOnlySpan<byte> key)
{
    /// <summary>The bytes of a key. A store keeps its key for ever.</summary>
    public const int KeySize = TermHasher.KeySize;

    readonly ulong _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
    readonly ulong _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);

    // The first byte of what is hashed.
    enum Form : byte { All = 1, Kind, Author, AuthorKind, Address, Tag, HexTag }

    /// <summary>The list of all events.</summary>
    public long All => Hash([(byte)Form.All]);

    /// <summary>The list of a kind.</summary>
    public long Kind(ushort kind) => Hash([(byte)Form.Kind, (byte)(kind >> 8), (byte)kind]);

    /// <summary>The list of an author.</summary>
    public long Author(in Bytes32 author)
    {
        Span<byte> bytes = stackalloc byte[1 + Bytes32.Size];
        bytes[0] = (byte)Form.Author;
        author.Span.CopyTo(bytes[1..]);
        return Hash(bytes);
    }

    /// <summary>The list of an author's events of a kind.</summary>
    public long AuthorKind(in Bytes32 author, ushort kind)
    {
        Span<byte> bytes = stackalloc byte[3 + Bytes32.Size];
        bytes[0] = (byte)Form.AuthorKind;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], kind);
        author.Span.CopyTo(bytes[3..]);
        return Hash(bytes);
    }

    /// <summary>The list of the versions of an address.</summary>
    public long Address(in Bytes32 author, ushort kind, TextView d)
    {
        if (Nostr.Kind.ClassOf(kind) != KindClass.Addressable)
            return AuthorKind(author, kind);
        Span<byte> bytes = stackalloc byte[1 + Bytes32.Size];
        bytes[0] = (byte)Form.Address;
        Term.AddressHash(author, kind, d, bytes[1..]);
        return Hash(bytes);
    }

    /// <summary>The list of the events that have a value in tags with this letter.</summary>
    public long Tag(byte letter, TextView value)
    {
        var length = 2 + value.Bytes.Length;
        var bytes = length <= 512 ? stackalloc byte[length] : new byte[length];
        bytes[0] = (byte)(value.IsHex ? Form.HexTag : Form.Tag);
        bytes[1] = letter;
        value.Bytes.CopyTo(bytes[2..]);
        return Hash(bytes);
    }

    /// <summary>Collects the lists in which an event is, each once.</summary>
    public void Collect(EventView e, List<long> terms)
    {
        terms.Clear();
        var (author, kind) = (e.PublicKey, e.Kind);
        terms.Add(All);
        terms.Add(Kind(kind));
        terms.Add(Author(author));
        terms.Add(AuthorKind(author, kind));
        if (Nostr.Kind.ClassOf(kind) == KindClass.Addressable)
        {
            e.Tags.TryGetFirst("d"u8, out var d);
            terms.Add(Address(author, kind, d));
        }
        foreach (var tag in e.Tags)
        {
            if (tag.Count > 1 && tag.Letter is var letter and not 0)
                terms.Add(Tag(letter, tag.Value));
        }
        terms.Sort();
        Deduplicate(terms);
    }

    static void Deduplicate(List<long> sorted)
    {
        var count = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            if (count == 0 || sorted[i] != sorted[count - 1])
                sorted[count++] = sorted[i];
        }
        sorted.RemoveRange(count, sorted.Count - count);
    }

    long Hash(ReadOnlySpan<byte> bytes) => (long)SipHash24.Compute(bytes, _key0, _key1);
}
