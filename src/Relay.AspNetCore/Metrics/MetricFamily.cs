using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Relay.AspNetCore;

/// <summary>One instrument with all its series, written in Prometheus' text format. Thread-safe.</summary>
sealed class MetricFamily
{
    /// <summary>Bucket bounds in seconds, from 0.1 ms (a query answered from memory) to 10 s.</summary>
    static readonly double[] DefaultBounds = [.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    readonly Instrument _instrument;
    readonly string _name;
    readonly string _type;
    readonly double[]? _bounds;
    readonly Lock _lock = new();

    // Replaced as a whole when a series is added, so that finding one takes no lock. There are few series, because clients cannot choose
    // tags.
    MetricSeries[] _series = [];

    public MetricFamily(Instrument instrument)
    {
        _instrument = instrument;
        _name = MetricName.Of(instrument);
        var isHistogram = MetricName.IsHistogram(instrument);
        _type = isHistogram ? "histogram" : MetricName.IsCounter(instrument) ? "counter" : "gauge";
        if (isHistogram)
            _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBounds;
    }

    /// <summary>Records a measurement, under the tags of its instrument and its own.</summary>
    public void Record(
        double value, ReadOnlySpan<KeyValuePair<string, object?>> own, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(own, tags) ?? Add(own, tags);
        if (_instrument.IsObservable)
            series.Set(value);
        else
            series.Add(value);
    }

    public void Write(StringBuilder text)
    {
        text.Append("# HELP ").Append(_name).Append(' ').Append(EscapeHelp(_instrument.Description ?? _name)).Append('\n')
            .Append("# TYPE ").Append(_name).Append(' ').Append(_type).Append('\n');
        Span<long> buckets = stackalloc long[_bounds is null ? 0 : _bounds.Length + 1];
        foreach (var series in _series)
        {
            var (sum, count) = series.Read(buckets);
            if (_bounds is null)
            {
                WriteSample(text, "", series.Tags, null, sum);
                continue;
            }
            long below = 0;
            for (var i = 0; i < buckets.Length; i++)
            {
                below += buckets[i];
                WriteSample(text, "_bucket", series.Tags, i < _bounds.Length ? Number(_bounds[i]) : "+Inf", below);
            }
            WriteSample(text, "_sum", series.Tags, null, sum);
            WriteSample(text, "_count", series.Tags, null, count);
        }
    }

    MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> own, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in Volatile.Read(ref _series))
        {
            if (series.Has(own, tags))
                return series;
        }
        return null;
    }

    MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> own, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (Find(own, tags) is { } existing)
                return existing;
            var series = new MetricSeries([.. own, .. tags], _bounds);
            Volatile.Write(ref _series, [.. _series, series]);
            return series;
        }
    }

    void WriteSample(StringBuilder text, string suffix, KeyValuePair<string, object?>[] tags, string? bound, double value)
    {
        text.Append(_name).Append(suffix);
        var separator = '{';
        foreach (var (key, tag) in tags)
        {
            text.Append(separator).Append(MetricName.Clean(key)).Append("=\"")
                .Append(EscapeLabel(Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "")).Append('"');
            separator = ',';
        }
        if (bound is not null)
        {
            text.Append(separator).Append("le=\"").Append(bound).Append('"');
            separator = ',';
        }
        if (separator == ',')
            text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    static string EscapeLabel(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
