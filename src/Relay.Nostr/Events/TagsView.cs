namespace Relay.Nostr;

/// <summary>The tags in a packed record, read in order.</summary>
public readonly ref struct TagsView
{
    readonly ReadOnlySpan<byte> _tags;

    internal TagsView(ReadOnlySpan<byte> tags) => _tags = tags;

    /// <summary>Whether there is no tag.</summary>
    public bool IsEmpty => _tags.IsEmpty;

    /// <summary>Enumerates the tags.</summary>
    public Enumerator GetEnumerator() => new(_tags);

    /// <summary>The value of the first tag with this name; false if there is none. The value of a tag without one is empty.</summary>
    public bool TryGetFirst(ReadOnlySpan<byte> name, out TextView value)
    {
        foreach (var tag in this)
        {
            if (!tag.Name.Is(name))
                continue;
            value = tag.Value;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Walks the tags of a record.</summary>
    public ref struct Enumerator
    {
        readonly ReadOnlySpan<byte> _tags;
        int _offset;

        internal Enumerator(ReadOnlySpan<byte> tags) => _tags = tags;

        /// <summary>The current tag.</summary>
        public TagView Current { get; private set; }

        /// <summary>Moves to the next tag.</summary>
        public bool MoveNext()
        {
            if (_offset >= _tags.Length)
                return false;
            var count = EventRecord.ReadVarint(_tags, ref _offset);
            var start = _offset;
            for (var i = 0; i < count; i++)
            {
                var header = EventRecord.ReadVarint(_tags, ref _offset);
                _offset += header == EventRecord.HexItem ? Bytes32.Size : header >> 1;
            }
            Current = new TagView(_tags[start.._offset], count);
            return true;
        }
    }
}
