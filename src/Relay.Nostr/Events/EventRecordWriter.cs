using System.Buffers.Binary;

namespace Relay.Nostr;

/// <summary>Builds packed records in a buffer that it reuses. Not thread-safe.</summary>
sealed class EventRecordWriter
{
    /// <summary>Bytes of the largest buffer that is kept for the next record. Nearly every event fits into it.</summary>
    public const int MaxKeptBytes = 64 * 1024;

    byte[] _bytes = [];
    int _length;

    int _tagStart;
    int _itemCount;

    byte _flags;
    bool _sawExpirationTag;
    long _expiration;

    public ReadOnlySpan<byte> Record => _bytes.AsSpan(0, _length);

    public int TagCount { get; private set; }

    /// <summary>Begins a new record. The tags come first.</summary>
    public void Start()
    {
        // No buffer is held for a client that never sends an event, nor a large one after one giant event.
        if (_bytes.Length is 0 or > MaxKeptBytes)
            _bytes = new byte[1024];
        _length = EventRecord.TagsOffset;
        _flags = 0;
        _sawExpirationTag = false;
        TagCount = 0;
        _bytes.AsSpan(0, EventRecord.TagsOffset).Clear();
    }

    /// <summary>Begins a tag.</summary>
    public void StartTag()
    {
        TagCount++;
        _tagStart = _length;
        _itemCount = 0;
        // Room for the number of items, which is below 128 in all but very unusual tags.
        Room(1);
        _length++;
    }

    /// <summary>Adds an item of a tag, given as the inside of a JSON string. False if it contains half a surrogate pair.</summary>
    public bool TryAddItem(ReadOnlySpan<byte> raw)
    {
        const int maxHeader = 5;
        _itemCount++;
        var room = Room(maxHeader + raw.Length);
        var text = raw;
        if (raw.Contains((byte)'\\'))
        {
            // The header's length depends on the text's length, so the text is rewritten behind room for the longest header.
            if (!JsonText.TryNormalize(raw, room[maxHeader..], out var written))
                return false;
            text = room.Slice(maxHeader, written);
        }
        if (Bytes32.TryParse(text, out var value))
        {
            room[0] = EventRecord.HexItem;
            value.Span.CopyTo(room[1..]);
            _length += 1 + Bytes32.Size;
            return true;
        }
        var header = EventRecord.WriteVarint(room, text.Length << 1);
        text.CopyTo(room[header..]);
        _length += header + text.Length;
        return true;
    }

    /// <summary>Ends a tag; false if it has no items.</summary>
    public bool TryEndTag()
    {
        if (_itemCount == 0)
            return false;
        var items = _tagStart + 1;
        if (_itemCount < 0x80)
            _bytes[_tagStart] = (byte)_itemCount;
        else
        {
            Span<byte> header = stackalloc byte[5];
            header = header[..EventRecord.WriteVarint(header, _itemCount)];
            var size = _length - items;
            Room(header.Length - 1);
            _bytes.AsSpan(items, size).CopyTo(_bytes.AsSpan(_tagStart + header.Length));
            header.CopyTo(_bytes.AsSpan(_tagStart));
            items = _tagStart + header.Length;
            _length = items + size;
        }
        Interpret(new TagView(_bytes.AsSpan(items, _length - items), _itemCount));
        return true;
    }

    /// <summary>
    /// Ends the tags, adds the content and fills in the fixed fields. The id and signature may follow later. False if the content contains
    /// half a surrogate pair.
    /// </summary>
    public bool TryFinish(Bytes32 publicKey, long createdAt, ushort kind, ReadOnlySpan<byte> rawContent)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(EventRecord.TagsLengthOffset), _length - EventRecord.TagsOffset);
        if (!JsonText.TryNormalize(rawContent, Room(rawContent.Length), out var written))
            return false;
        _length += written;
        if ((_flags & EventRecord.HasExpiration) != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(Room(EventRecord.ExpirationSize), _expiration);
            _length += EventRecord.ExpirationSize;
        }
        publicKey.Span.CopyTo(_bytes.AsSpan(EventRecord.PublicKeyOffset));
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(EventRecord.CreatedAtOffset), createdAt);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(EventRecord.KindOffset), kind);
        _bytes[EventRecord.FlagsOffset] = _flags;
        return true;
    }

    public void SetId(Bytes32 id) => id.Span.CopyTo(_bytes);

    public void SetSignature(ReadOnlySpan<byte> signature) => signature.CopyTo(_bytes.AsSpan(EventRecord.SignatureOffset));

    /// <summary>Notes tags with a meaning for the relay. If there are several expirations the first counts.</summary>
    void Interpret(TagView tag)
    {
        var name = tag.Name;
        if (name.Is("-"u8))
            _flags |= EventRecord.IsProtected;
        else if (!_sawExpirationTag && name.Is("expiration"u8))
        {
            _sawExpirationTag = true;
            if (TryReadSeconds(tag.Value, out _expiration))
                _flags |= EventRecord.HasExpiration;
        }
    }

    /// <summary>Reads seconds: digits only, within 64 bits. Any other text is no expiration (NIP-40 does not say).</summary>
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
