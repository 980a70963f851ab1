using System.Diagnostics.Metrics;
using System.Text;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Listens to the relay's instruments from its construction on, and writes the measurements as Prometheus text. Thread-safe.
/// </summary>
sealed class MetricsCollector : IDisposable
{
    readonly MeterListener _listener = new();
    readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    readonly Lock _lock = new();

    public MetricsCollector(RelayMetrics metrics)
    {
        // Compared by identity, because several hosts in one process have meters of the same name.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, metrics.Meter))
                return;
            listener.EnableMeasurementEvents(instrument, new MetricSource(FamilyOf(instrument), [.. instrument.Tags ?? []]));
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, source) => Record(source, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, source) => Record(source, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, source) => Record(source, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, source) => Record(source, value, tags));
        _listener.Start();
    }

    /// <summary>All families, sorted by name, in the text exposition format.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var family in _families.Values)
                family.Write(text);
        }
        return text.ToString();
    }

    /// <summary>Instruments of the same name form one family, such as those of two stores or two relays, which tags tell apart.</summary>
    MetricFamily FamilyOf(Instrument instrument)
    {
        lock (_lock)
        {
            if (!_families.TryGetValue(instrument.Name, out var family))
                _families.Add(instrument.Name, family = new MetricFamily(instrument));
            return family;
        }
    }

    public void Dispose() => _listener.Dispose();

    static void Record(object? source, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricSource)source!).Record(value, tags);
}
