using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Relay.Core;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Records the measurements of a relay's instruments, by name.</summary>
sealed class Measurements : IDisposable
{
    readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _values = new(StringComparer.Ordinal);
    readonly MeterListener _listener = new();

    public Measurements(RelayMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.Start();
    }

    /// <summary>Called after each measurement, on the thread that made it, which goes on when it returns.</summary>
    public Action<string>? Measured { get; set; }

    public IReadOnlyCollection<double> Of(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>Asks the instruments that only measure when asked.</summary>
    public double Now(string name)
    {
        _listener.RecordObservableInstruments();
        return _values[name].Last();
    }

    public void Clear() => _values.Clear();

    public void Dispose() => _listener.Dispose();

    void Add(string name, double value)
    {
        _values.GetOrAdd(name, _ => new ConcurrentQueue<double>()).Enqueue(value);
        Measured?.Invoke(name);
    }
}
