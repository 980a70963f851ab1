using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Relay.Nostr;

/// <summary>An event read in place from its packed record, which may be in a database map, a buffer or an object.</summary>
public readonly ref struct EventView
{
    /// <summary>Reads a whole packed record. The relay itself must have written it, because nothing is checked.</summary>
    public EventView(ReadOnlySpan<byte> record) => Record = record;

    /// <summary>The packed record.</summary>
    public ReadOnlySpan<byte> Record { get; }

    /// <summary>The id: SHA-256 of the canonical serialisation.</summary>
    public Bytes32 Id => MemoryMarshal.Read<Bytes32>(Record);

    /// <summary>The author's public key.</summary>
    public Bytes32 PublicKey => MemoryMarshal.Read<Bytes32>(Record[EventRecord.PublicKeyOffset..]);

    /// <summary>The 64 bytes of the signature.</summary>
    public ReadOnlySpan<byte> Signature => Record.Slice(EventRecord.SignatureOffset, 64);

    /// <summary>Seconds since 1970.</summary>
    public long CreatedAt => BinaryPrimitives.ReadInt64LittleEndian(Record[EventRecord.CreatedAtOffset..]);

    /// <summary>The kind.</summary>
    public ushort Kind => BinaryPrimitives.ReadUInt16LittleEndian(Record[EventRecord.KindOffset..]);

    /// <summary>Whether the event expires (NIP-40).</summary>
    public bool HasExpiration => (Record[EventRecord.FlagsOffset] & EventRecord.HasExpiration) != 0;

    /// <summary>Whether the event carries a <c>-</c> tag (NIP-70).</summary>
    public bool IsProtected => (Record[EventRecord.FlagsOffset] & EventRecord.IsProtected) != 0;

    /// <summary>The second from which the event is expired, or <see cref="long.MaxValue"/>.</summary>
    public long Expiration =>
        HasExpiration ? BinaryPrimitives.ReadInt64LittleEndian(Record[^EventRecord.ExpirationSize..]) : long.MaxValue;

    /// <summary>Whether the event is expired at <paramref name="now"/> (NIP-40: from that second on).</summary>
    public bool IsExpiredAt(long now) => Expiration <= now;

    /// <summary>Whether a <c>p</c> tag names this key.</summary>
    public bool HasRecipient(in Bytes32 key)
    {
        foreach (var tag in Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && recipient == key)
                return true;
        }
        return false;
    }

    /// <summary>The tags.</summary>
    public TagsView Tags => new(PackedTags);

    /// <summary>The content as JSON-escaped UTF-8.</summary>
    public ReadOnlySpan<byte> Content
    {
        get
        {
            var start = EventRecord.TagsOffset + EventRecord.TagsLength(Record);
            return Record[start..(Record.Length - (HasExpiration ? EventRecord.ExpirationSize : 0))];
        }
    }

    internal ReadOnlySpan<byte> PackedTags => Record.Slice(EventRecord.TagsOffset, EventRecord.TagsLength(Record));
}
