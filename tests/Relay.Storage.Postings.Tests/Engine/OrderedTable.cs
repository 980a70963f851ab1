namespace Relay.Storage.Postings.Tests;

/// <summary>Rows of bytes in the order of their keys: all that the engine of these tests is built on.</summary>
sealed class OrderedTable
{
    readonly List<byte[]> _keys = [];
    readonly List<byte[]> _values = [];

    public int Count => _keys.Count;

    public bool TryGet(ReadOnlySpan<byte> key, out byte[] value)
    {
        var any = TryFirstAtLeast(key, out var at) && _keys[at].AsSpan().SequenceEqual(key);
        value = any ? _values[at] : [];
        return any;
    }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (TryFirstAtLeast(key, out var at) && _keys[at].AsSpan().SequenceEqual(key))
        {
            _values[at] = value.ToArray();
            return;
        }
        _keys.Insert(at, key.ToArray());
        _values.Insert(at, value.ToArray());
    }

    public void Delete(ReadOnlySpan<byte> key)
    {
        if (!TryFirstAtLeast(key, out var at) || !_keys[at].AsSpan().SequenceEqual(key))
            return;
        _keys.RemoveAt(at);
        _values.RemoveAt(at);
    }

    public ReadOnlySpan<byte> Key(int at) => _keys[at];

    public ReadOnlySpan<byte> Value(int at) => _values[at];

    /// <summary>The place of the first key that is this one or above; the number of rows if there is none.</summary>
    public bool TryFirstAtLeast(ReadOnlySpan<byte> key, out int at)
    {
        var high = _keys.Count;
        at = 0;
        while (at < high)
        {
            var middle = (at + high) / 2;
            if (_keys[middle].AsSpan().SequenceCompareTo(key) < 0)
                at = middle + 1;
            else
                high = middle;
        }
        return at < _keys.Count;
    }

    /// <summary>The place of the last key that is this one or below.</summary>
    public bool TryLastAtMost(ReadOnlySpan<byte> key, out int at)
    {
        if (!TryFirstAtLeast(key, out at) || !_keys[at].AsSpan().SequenceEqual(key))
            at--;
        return at >= 0;
    }
}
