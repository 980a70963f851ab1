namespace Relay.Nostr;

/// <summary>Makes a set of tag values that share one array. A condition may have a hundred thousand values, most of a few bytes.</summary>
struct TagValueWriter()
{
    readonly List<TagValue> _values = [];
    byte[] _bytes = [];
    int _length;

    /// <summary>Adds a text that is already escaped in the one spelling.</summary>
    public void Add(ReadOnlySpan<byte> escaped)
    {
        if (_length + escaped.Length > _bytes.Length)
            Grow(escaped.Length);
        var isHex = Bytes32.TryParse(escaped, out var key);
        var value = isHex ? key.Span : escaped;
        value.CopyTo(_bytes.AsSpan(_length));
        _values.Add(new TagValue(_bytes, _length, value.Length, isHex));
        _length += value.Length;
    }

    /// <summary>The values without repetition, in an array that has exactly the bytes they need.</summary>
    public readonly FilterSet<TagValue> ToSet()
    {
        var values = _values.ToArray();
        Array.Sort(values);
        int count = 0, length = 0;
        foreach (var value in values)
        {
            if (count > 0 && value.CompareTo(values[count - 1]) == 0)
                continue;
            values[count++] = value;
            length += value.View.Bytes.Length;
        }
        Array.Resize(ref values, count);
        Pack(values, new byte[length]);
        return new FilterSet<TagValue>(values);
    }

    static void Pack(TagValue[] values, byte[] bytes)
    {
        var start = 0;
        foreach (ref var value in values.AsSpan())
        {
            var text = value.View;
            text.Bytes.CopyTo(bytes.AsSpan(start));
            value = new TagValue(bytes, start, text.Bytes.Length, text.IsHex);
            start += text.Bytes.Length;
        }
    }

    // Values added earlier keep the array that they were written to.
    void Grow(int needed)
    {
        _bytes = new byte[Math.Max(needed, 2 * _bytes.Length)];
        _length = 0;
    }
}
