using System.Collections;
using System.Runtime.CompilerServices;

namespace Relay.Nostr;

/// <summary>The values of one condition of a filter, sorted and without repetition. An empty set matches nothing.</summary>
[CollectionBuilder(typeof(FilterSet), nameof(FilterSet.Create))]
public sealed class FilterSet<T> : IReadOnlyList<T>, IEquatable<FilterSet<T>> where T : IComparable<T>
{
    readonly T[] _values;

    internal FilterSet(T[] sorted) => _values = sorted;

    /// <summary>The values in ascending order.</summary>
    public ReadOnlySpan<T> Span => _values;

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public T this[int index] => _values[index];

    /// <summary>Whether the value is in the set.</summary>
    public bool Contains(T value)
    {
        if (_values.Length == 1)
            return _values[0].CompareTo(value) == 0;
        return _values.AsSpan().BinarySearch(value) >= 0;
    }

    /// <summary>Whether both sets have the same values.</summary>
    public bool Equals(FilterSet<T>? other)
    {
        if (other is null || other.Count != Count)
            return false;
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i].CompareTo(other._values[i]) != 0)
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FilterSet<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = _values.Length;
        foreach (var value in _values)
            hash = SecretHash.Of([(uint)hash, (uint)value.GetHashCode()]);
        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes filter sets. Collection expressions use it too.</summary>
public static class FilterSet
{
    /// <summary>Sorts the values and drops repeated ones.</summary>
    public static FilterSet<T> Create<T>(ReadOnlySpan<T> values) where T : IComparable<T>
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (count == 0 || sorted[i].CompareTo(sorted[count - 1]) != 0)
                sorted[count++] = sorted[i];
        }
        Array.Resize(ref sorted, count);
        return new FilterSet<T>(sorted);
    }
}
