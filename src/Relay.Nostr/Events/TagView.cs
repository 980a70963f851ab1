namespace Relay.Nostr;

/// <summary>One tag in a packed record: a name and further items.</summary>
public readonly ref struct TagView
{
    readonly ReadOnlySpan<byte> _items;

    internal TagView(ReadOnlySpan<byte> items, int count)
    {
        _items = items;
        Count = count;
    }

    /// <summary>The number of items, at least one, including the name.</summary>
    public int Count { get; }

    /// <summary>The first item.</summary>
    public TextView Name => this[0];

    /// <summary>The second item, which filters match; empty if there is none (see <see cref="Count"/>).</summary>
    public TextView Value => Count > 1 ? this[1] : default;

    /// <summary>The name if it is a single ASCII letter, which makes the tag searchable; else 0.</summary>
    public byte Letter
    {
        get
        {
            // A one-byte item is its header, 2, and the byte.
            if (_items[0] != 2)
                return 0;
            var letter = _items[1];
            return char.IsAsciiLetter((char)letter) ? letter : (byte)0;
        }
    }

    /// <summary>Reads the key of a <c>p</c> tag. False if it is another tag, or if its value is not a key.</summary>
    public bool TryReadRecipient(out Bytes32 key)
    {
        var isKey = Letter == 'p' && Value.IsHex;
        key = isKey ? new Bytes32(Value.Bytes) : default;
        return isKey;
    }

    /// <summary>The item at <paramref name="index"/>. Takes time proportional to the index.</summary>
    public TextView this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index));
            var offset = 0;
            for (; index > 0; index--)
                ReadItem(_items, ref offset);
            return ReadItem(_items, ref offset);
        }
    }

    /// <summary>Enumerates the items, the name first.</summary>
    public ItemEnumerator GetEnumerator() => new(_items);

    internal static TextView ReadItem(ReadOnlySpan<byte> items, scoped ref int offset)
    {
        var header = EventRecord.ReadVarint(items, ref offset);
        var isHex = header == EventRecord.HexItem;
        var length = isHex ? Bytes32.Size : header >> 1;
        var item = new TextView(items.Slice(offset, length), isHex);
        offset += length;
        return item;
    }

    /// <summary>Walks the items of a tag.</summary>
    public ref struct ItemEnumerator
    {
        readonly ReadOnlySpan<byte> _items;
        int _offset;

        internal ItemEnumerator(ReadOnlySpan<byte> items) => _items = items;

        /// <summary>The current item.</summary>
        public TextView Current { get; private set; }

        /// <summary>Moves to the next item.</summary>
        public bool MoveNext()
        {
            if (_offset >= _items.Length)
                return false;
            Current = ReadItem(_items, ref _offset);
            return true;
        }
    }
}
