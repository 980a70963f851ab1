using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>
/// The key of all indexes: an event has terms, and a filter selects terms. A term is a type byte and up to 16 bytes. Different things may
/// share a term, because keys and hashes are cut, so every event found by a term is checked against its record. Terms are ordered as their
/// bytes are on disk.
/// </summary>
public readonly struct Term : IEquatable<Term>, IComparable<Term>
{
    /// <summary>The most bytes a term takes on disk.</summary>
    public const int MaxLength = 17;

    readonly ulong _high;
    readonly ulong _low;

    Term(TermType type, ulong high, ulong low)
    {
        Type = type;
        _high = high;
        _low = low;
    }

    /// <summary>What the term stands for.</summary>
    public TermType Type { get; }

    /// <summary>The term that every event has.</summary>
    public static Term All => new(TermType.All, 0, 0);

    /// <summary>The term of a kind.</summary>
    public static Term Kind(ushort kind) => new(TermType.Kind, (ulong)kind << 48, 0);

    /// <summary>The term of an author and a kind.</summary>
    public static Term AuthorKind(in Bytes32 author, ushort kind) => new(TermType.AuthorKind, author.Prefix, (ulong)kind << 48);

    /// <summary>The term of an author.</summary>
    public static Term Author(in Bytes32 author) => Cut(TermType.Author, author.Span);

    /// <summary>The term of an id.</summary>
    public static Term Id(in Bytes32 id) => Cut(TermType.Id, id.Span);

    /// <summary>The term of an address: author, kind and <c>d</c> value.</summary>
    public static Term Address(in Bytes32 author, ushort kind, TextView d)
    {
        Span<byte> hash = stackalloc byte[32];
        AddressHash(author, kind, d, hash);
        return Cut(TermType.Address, hash);
    }

    /// <summary>The SHA-256 of an address, 32 bytes. It names the address where collisions are not allowed.</summary>
    public static void AddressHash(in Bytes32 author, ushort kind, TextView d, Span<byte> hash)
    {
        var length = Bytes32.Size + 3 + d.Bytes.Length;
        var text = length <= 512 ? stackalloc byte[length] : new byte[length];
        author.Span.CopyTo(text);
        BinaryPrimitives.WriteUInt16BigEndian(text[32..], kind);
        text[34] = d.IsHex ? (byte)1 : (byte)0;
        d.Bytes.CopyTo(text[35..]);
        SHA256.HashData(text, hash);
    }

    internal static Term Tag(byte letter, ulong hash) => new(TermType.Tag, (ulong)letter << 56 | hash >> 8, hash << 56);

    static Term Cut(TermType type, ReadOnlySpan<byte> bytes) =>
        new(type, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>The kind in a <see cref="TermType.Kind"/> or <see cref="TermType.AuthorKind"/> term.</summary>
    public ushort KindOf => (ushort)((Type == TermType.Kind ? _high : _low) >> 48);

    /// <summary>Whether both are author-and-kind terms of the same author; their kinds may differ.</summary>
    public bool IsSameAuthorKind(in Term other) => Type == TermType.AuthorKind && other.Type == Type && _high == other._high;

    /// <summary>Writes the term's bytes as on disk, at most <see cref="MaxLength"/>, and returns their number.</summary>
    public int WriteTo(Span<byte> key)
    {
        Span<byte> all = stackalloc byte[MaxLength];
        all[0] = (byte)Type;
        BinaryPrimitives.WriteUInt64BigEndian(all[1..], _high);
        BinaryPrimitives.WriteUInt64BigEndian(all[9..], _low);
        var length = 1 + PayloadLength(Type);
        all[..length].CopyTo(key);
        return length;
    }

    /// <summary>Reads a term's bytes as on disk. False if they are not a term.</summary>
    public static bool TryRead(ReadOnlySpan<byte> key, out Term term)
    {
        term = default;
        if (key.IsEmpty || PayloadLength((TermType)key[0]) != key.Length - 1)
            return false;
        Span<byte> payload = stackalloc byte[16];
        payload.Clear();
        key[1..].CopyTo(payload);
        term = Cut((TermType)key[0], payload);
        return true;
    }

    static int PayloadLength(TermType type) => type switch
    {
        TermType.All => 0,
        TermType.Kind => 2,
        TermType.AuthorKind => 10,
        TermType.Tag => 9,
        TermType.Address or TermType.Author or TermType.Id => 16,
        _ => -1,
    };

    /// <inheritdoc/>
    public int CompareTo(Term other)
    {
        var order = ((byte)Type).CompareTo((byte)other.Type);
        if (order == 0)
            order = _high.CompareTo(other._high);
        return order == 0 ? _low.CompareTo(other._low) : order;
    }

    /// <inheritdoc/>
    public bool Equals(Term other) => Type == other.Type && _high == other._high && _low == other._low;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Term other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => SecretHash.Of((byte)Type, _high, _low);
}
