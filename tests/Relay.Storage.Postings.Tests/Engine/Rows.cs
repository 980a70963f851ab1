using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.Storage.Postings.Tests;

/// <summary>The keys of the tables, of which no one begins with another.</summary>
static class Rows
{
    public static byte[] Term(in Term term)
    {
        var key = new byte[Nostr.Term.MaxLength];
        return key[..term.WriteTo(key)];
    }

    public static byte[] Posting(in Term term, Posting posting)
    {
        var key = new byte[Nostr.Term.MaxLength + Storage.Postings.Posting.Size];
        var length = term.WriteTo(key);
        posting.Write(key.AsSpan(length));
        return key[..(length + Storage.Postings.Posting.Size)];
    }

    public static byte[] Id(NumberedKey key)
    {
        var row = new byte[NumberedKey.Size];
        key.Write(row);
        return row;
    }

    public static byte[] Sequence(long sequence)
    {
        var key = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(key, sequence);
        return key;
    }

    public static long SequenceOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);
}
