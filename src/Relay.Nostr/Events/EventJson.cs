using System.Buffers.Text;
using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>Writes an event as JSON, and the canonical serialisation whose SHA-256 is its id (NIP-01).</summary>
public static class EventJson
{
    // The bytes that every event has: names of members, punctuation, and the hex digits of id, key and signature.
    const int FixedLength = 7 + 64 + 12 + 64 + 15 + 8 + 8 + 12 + 9 + 128 + 2;

    /// <summary>An upper bound of the lengths that <see cref="Write"/> and <see cref="WriteCanonical"/> write for this event.</summary>
    // Three times the tags: an empty item is one byte in a record and three in JSON; everything else grows less.
    public static int MaxLength(EventView e) => 420 + 3 * e.PackedTags.Length + e.Content.Length;

    /// <summary>The exact length that <see cref="Write"/> writes.</summary>
    public static int Length(EventView e) =>
        FixedLength + DigitsOf(e.CreatedAt) + DigitsOf(e.Kind) + TagsLength(e.PackedTags) + e.Content.Length;

    /// <summary>Writes compact JSON with verbatim UTF-8 and returns its length.</summary>
    public static int Write(EventView e, Span<byte> destination)
    {
        var at = Put("{\"id\":\""u8, destination, 0);
        at = PutHex(e.Record.Slice(EventRecord.IdOffset, 32), destination, at);
        at = Put("\",\"pubkey\":\""u8, destination, at);
        at = PutHex(e.Record.Slice(EventRecord.PublicKeyOffset, 32), destination, at);
        at = Put("\",\"created_at\":"u8, destination, at);
        at = PutNumber(e.CreatedAt, destination, at);
        at = Put(",\"kind\":"u8, destination, at);
        at = PutNumber(e.Kind, destination, at);
        at = Put(",\"tags\":"u8, destination, at);
        at = PutTags(e.PackedTags, destination, at);
        at = Put(",\"content\":\""u8, destination, at);
        at = Put(e.Content, destination, at);
        at = Put("\",\"sig\":\""u8, destination, at);
        at = PutHex(e.Signature, destination, at);
        return Put("\"}"u8, destination, at);
    }

    /// <summary>Writes <c>[0,pubkey,created_at,kind,tags,content]</c> and returns its length.</summary>
    public static int WriteCanonical(EventView e, Span<byte> destination)
    {
        var at = Put("[0,\""u8, destination, 0);
        at = PutHex(e.Record.Slice(EventRecord.PublicKeyOffset, 32), destination, at);
        at = Put("\","u8, destination, at);
        at = PutNumber(e.CreatedAt, destination, at);
        destination[at++] = (byte)',';
        at = PutNumber(e.Kind, destination, at);
        destination[at++] = (byte)',';
        at = PutTags(e.PackedTags, destination, at);
        at = Put(",\""u8, destination, at);
        at = Put(e.Content, destination, at);
        return Put("\"]"u8, destination, at);
    }

    /// <summary>Computes the id. <paramref name="scratch"/> must hold at least <see cref="MaxLength"/> bytes.</summary>
    internal static Bytes32 ComputeId(EventView e, Span<byte> scratch)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(scratch[..WriteCanonical(e, scratch)], hash);
        return new Bytes32(hash);
    }

    // Walks the packed bytes once. The views would walk each tag twice: to find its end, and for its items.
    static int PutTags(ReadOnlySpan<byte> tags, Span<byte> destination, int at)
    {
        destination[at++] = (byte)'[';
        var offset = 0;
        while (offset < tags.Length)
        {
            if (offset > 0)
                destination[at++] = (byte)',';
            destination[at++] = (byte)'[';
            var count = EventRecord.ReadVarint(tags, ref offset);
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                    destination[at++] = (byte)',';
                destination[at++] = (byte)'"';
                at += TagView.ReadItem(tags, ref offset).CopyEscapedTo(destination[at..]);
                destination[at++] = (byte)'"';
            }
            destination[at++] = (byte)']';
        }
        destination[at++] = (byte)']';
        return at;
    }

    static int TagsLength(ReadOnlySpan<byte> tags)
    {
        // Every item has its quotes, every tag its brackets, and all but the last item or tag a comma.
        var length = tags.IsEmpty ? 2 : 1;
        var offset = 0;
        while (offset < tags.Length)
        {
            var count = EventRecord.ReadVarint(tags, ref offset);
            length += 2 + 3 * count;
            for (var i = 0; i < count; i++)
                length += TagView.ReadItem(tags, ref offset).EscapedLength;
        }
        return length;
    }

    static int DigitsOf(long value)
    {
        var digits = 1;
        while ((value /= 10) != 0)
            digits++;
        return digits;
    }

    static int Put(ReadOnlySpan<byte> bytes, Span<byte> destination, int at)
    {
        bytes.CopyTo(destination[at..]);
        return at + bytes.Length;
    }

    static int PutHex(ReadOnlySpan<byte> bytes, Span<byte> destination, int at)
    {
        Hex.Encode(bytes, destination.Slice(at, 2 * bytes.Length));
        return at + 2 * bytes.Length;
    }

    static int PutNumber(long value, Span<byte> destination, int at)
    {
        Utf8Formatter.TryFormat(value, destination[at..], out var written);
        return at + written;
    }
}
