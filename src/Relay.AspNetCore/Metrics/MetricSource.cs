namespace Relay.AspNetCore;

/// <summary>An instrument within its family. Its own tags, which name the relay, stand before those of each measurement.</summary>
sealed class MetricSource(MetricFamily family, KeyValuePair<string, object?>[] own)
{
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => family.Record(value, own, tags);
}
