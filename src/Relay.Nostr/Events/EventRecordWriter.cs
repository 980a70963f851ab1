using System.Buffers.Binary;

namespace Relay.Nostr;

/// <summary>Builds packed records in a buffer that it keeps for the next one. Not thread-safe.</summary>
sealed class EventRecordWriter
{
    byte[] _bytes = new byte[1024];
    int _length;

    /// <summary>The expiration found among the tags so far.</summary>
    long? _expiration;

    bool _sawExpirationTag;

    internal ReadOnlySpan<byte> Record => _bytes.AsSpan(0, _length);

    internal int TagCount { get; private set; }

    /// <summary>Begins anew; the tags come first.</summary>
    internal void Start()
    {
        _length = EventRecord.TagsOffset;
        _expiration = null;
        _sawExpirationTag = false;
        TagCount = 0;
        _bytes.AsSpan(0, EventRecord.TagsOffset).Clear();
    }

    /// <summary>Begins a tag of this many items.</summary>
    internal void StartTag(int items)
    {
        TagCount++;
        _length += EventRecord.WriteVarint(Room(5), items);
    }

    /// <summary>Adds an item of a tag from the inside of a JSON string; false if it holds half a surrogate pair.</summary>
    internal bool TryAddItem(ReadOnlySpan<byte> raw)
    {
        var room = Room(raw.Length + 5);
        if (raw.Length == 64 && Hex.TryDecode(raw, room.Slice(1, 32)))
        {
            room[0] = EventRecord.HexItem;
            _length += 33;
            return true;
        }
        // The header's length depends on the text's: write the text behind room for the longest header, then close the gap.
        if (!JsonText.TryNormalize(raw, room[5..], out var written))
            return false;
        var text = room.Slice(5, written);
        if (written == 64 && Hex.TryDecode(text, room.Slice(1, 32)))
        {
            room[0] = EventRecord.HexItem;
            _length += 33;
            return true;
        }
        var header = EventRecord.WriteVarint(stackalloc byte[5], written << 1);
        text.CopyTo(room[header..]);
        EventRecord.WriteVarint(room, written << 1);
        _length += header + written;
        return true;
    }

    /// <summary>Ends the tags, adds the content and fills in the fixed fields. The id and signature may be filled in later.</summary>
    internal bool TryFinish(Bytes32 publicKey, long createdAt, ushort kind, ReadOnlySpan<byte> rawContent)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(EventRecord.TagsLengthOffset), _length - EventRecord.TagsOffset);
        var flags = ScanTags();
        if (!JsonText.TryNormalize(rawContent, Room(rawContent.Length), out var written))
            return false;
        _length += written;
        if (_expiration is { } expiration)
        {
            BinaryPrimitives.WriteInt64LittleEndian(Room(EventRecord.ExpirationSize), expiration);
            _length += EventRecord.ExpirationSize;
        }
        publicKey.Span.CopyTo(_bytes.AsSpan(EventRecord.PublicKeyOffset));
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(EventRecord.CreatedAtOffset), createdAt);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(EventRecord.KindOffset), kind);
        _bytes[EventRecord.FlagsOffset] = flags;
        return true;
    }

    internal void SetId(Bytes32 id) => id.Span.CopyTo(_bytes);

    internal void SetSignature(ReadOnlySpan<byte> signature) => signature.CopyTo(_bytes.AsSpan(EventRecord.SignatureOffset));

    byte ScanTags()
    {
        byte flags = 0;
        foreach (var tag in new TagsView(_bytes.AsSpan(EventRecord.TagsOffset, _length - EventRecord.TagsOffset)))
        {
            var name = tag.Name;
            if (name.Is("-"u8))
                flags |= EventRecord.IsProtected;
            else if (!_sawExpirationTag && name.Is("expiration"u8))
            {
                _sawExpirationTag = true;
                if (TryReadSeconds(tag.Value, out var seconds))
                {
                    _expiration = seconds;
                    flags |= EventRecord.HasExpiration;
                }
            }
        }
        return flags;
    }

    /// <summary>Digits only, within 64 bits; anything else is no expiration (NIP-40 is silent on it).</summary>
    static bool TryReadSeconds(TextView text, out long seconds)
    {
        seconds = 0;
        if (text.IsHex || text.IsEmpty)
            return false;
        foreach (var digit in text.Bytes)
        {
            if (!char.IsAsciiDigit((char)digit) || seconds > (long.MaxValue - 9) / 10)
                return false;
            seconds = seconds * 10 + (digit - '0');
        }
        return true;
    }

    Span<byte> Room(int size)
    {
        if (_bytes.Length - _length < size)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + size));
        return _bytes.AsSpan(_length);
    }
}
