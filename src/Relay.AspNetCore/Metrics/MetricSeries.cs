namespace Relay.AspNetCore;

/// <summary>The measurements of one instrument under one set of tags. Thread-safe.</summary>
sealed class MetricSeries(KeyValuePair<string, object?>[] tags, double[]? bounds)
{
    readonly Lock _lock = new();
    readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    double _sum;
    long _count;

    public KeyValuePair<string, object?>[] Tags => tags;

    /// <summary>Whether these are the series' tags: first those of the instrument, then those of the measurement.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> own, ReadOnlySpan<KeyValuePair<string, object?>> measured) =>
        tags.Length == own.Length + measured.Length
        && AreEqual(tags.AsSpan(0, own.Length), own) && AreEqual(tags.AsSpan(own.Length), measured);

    public void Add(double value)
    {
        lock (_lock)
        {
            _sum += value;
            _count++;
            if (_buckets is not null)
                _buckets[BucketOf(value)]++;
        }
    }

    public void Set(double value)
    {
        lock (_lock)
            _sum = value;
    }

    /// <summary>Copies the count of each bucket, not cumulated, and returns the sum and the number of measurements.</summary>
    public (double Sum, long Count) Read(Span<long> buckets)
    {
        lock (_lock)
        {
            _buckets?.CopyTo(buckets);
            return (_sum, _count);
        }
    }

    static bool AreEqual(ReadOnlySpan<KeyValuePair<string, object?>> tags, ReadOnlySpan<KeyValuePair<string, object?>> other)
    {
        for (var i = 0; i < tags.Length; i++)
        {
            if (!string.Equals(tags[i].Key, other[i].Key, StringComparison.Ordinal) || !Equals(tags[i].Value, other[i].Value))
                return false;
        }
        return true;
    }

    /// <summary>The index of the first bucket whose inclusive upper bound is not below the value.</summary>
    int BucketOf(double value)
    {
        var index = Array.BinarySearch(bounds!, value);
        return index >= 0 ? index : ~index;
    }
}
