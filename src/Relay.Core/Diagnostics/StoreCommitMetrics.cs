using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Relay.Core;

/// <summary>The instruments of every store that commits, on the relay's meter. They cost next to nothing unheard. Thread-safe.</summary>
public sealed class StoreCommitMetrics
{
    static readonly ConditionalWeakTable<RelayMetrics, StrongBox<int>> Stores = [];

    // Up to the most events of one commit.
    static readonly InstrumentAdvice<double> EventsOfACommit = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
    };

    readonly RelayMetrics _relay;
    readonly Histogram<double> _events;
    readonly Histogram<double> _duration;

    /// <summary>Creates the instruments. The stores of one relay share them.</summary>
    public StoreCommitMetrics(RelayMetrics relay)
    {
        _relay = relay;
        _events = relay.Meter.CreateHistogram(
            "relay.store.commit.events", "{event}", "Events that one commit of a store brought.", relay.Tags, EventsOfACommit);
        _duration = relay.Meter.CreateHistogram<double>(
            "relay.store.commit.duration", "s", "Time to commit and sync to disk.", relay.Tags);
        // A tag numbers the stores of a relay in the order in which they were opened; it does not show where a store is on the disk.
        Tag = new KeyValuePair<string, object?>("store", Interlocked.Increment(ref Stores.GetOrCreateValue(relay).Value));
    }

    /// <summary>The tag of this store's gauges.</summary>
    public KeyValuePair<string, object?> Tag { get; }

    /// <summary>Adds a gauge for the store's health.</summary>
    public void Watch(StoreHealth health) => _relay.Meter.CreateObservableGauge(
        "relay.store.health", () => new Measurement<int>((int)health.Condition.State, Tag),
        unit: null, "0 healthy, 1 no early answers, 2 only removals are taken, 3 broken.", _relay.Tags);

    /// <summary>Notes a commit of this many events that began at this timestamp.</summary>
    public void Committed(int events, long started)
    {
        _events.Record(events);
        _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
