using System.Diagnostics;
using System.Diagnostics.Metrics;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>The store's instruments, on the relay's meter. They cost almost nothing while nobody listens. Thread-safe.</summary>
sealed class StoreMetrics
{
    readonly RelayMetrics _relay;
    readonly StoreCommitMetrics _commits;
    readonly Histogram<double> _passDuration;
    readonly Histogram<double> _sliceDuration;
    readonly Counter<long> _entriesIndexed;
    readonly Counter<long> _postingsScanned;
    readonly Counter<long> _indexLookups;
    readonly Counter<long> _recordsRead;

    /// <summary>Creates the instruments. The stores of one relay share them.</summary>
    public StoreMetrics(RelayMetrics relay)
    {
        _relay = relay;
        var (meter, tags) = (relay.Meter, relay.Tags);
        _commits = new StoreCommitMetrics(relay);
        _passDuration = meter.CreateHistogram<double>(
            "relay.store.index.pass.duration", "s", "Time of a pass that indexes what was stored.", tags);
        _sliceDuration = meter.CreateHistogram<double>(
            "relay.store.index.slice.duration", "s", "Time of one transaction of such a pass, in which no other can write the index.",
            tags);
        _entriesIndexed = meter.CreateCounter<long>(
            "relay.store.index.entries", "{entry}", "Entries written into the index or taken out.", tags);
        _postingsScanned = meter.CreateCounter<long>(
            "relay.store.postings.scanned", "{posting}", "Postings looked at by REQ and COUNT.", tags);
        _indexLookups = meter.CreateCounter<long>(
            "relay.store.index.lookups", "{lookup}", "Searches of the index by REQ and COUNT.", tags);
        _recordsRead = meter.CreateCounter<long>(
            "relay.store.records.read", "{record}", "Events looked at by REQ and COUNT.", tags);
    }

    /// <summary>
    /// Adds gauges for the events that a store has committed and not indexed, for its health and for its oldest snapshots. A tag numbers
    /// the stores of a relay.
    /// </summary>
    public void Watch(TailHolder tail, StoreHealth health, StoreReaders readers)
    {
        var (meter, tags) = (_relay.Meter, _relay.Tags);
        var tag = _commits.Tag;
        _commits.Watch(health);
        meter.CreateObservableGauge(
            "relay.store.tail.events", () => new Measurement<long>(tail.Current.Events, tag),
            "{event}", "Events stored and not yet indexed.", tags);
        meter.CreateObservableGauge(
            "relay.store.tail.entries", () => new Measurement<long>(tail.Current.Entries, tag),
            "{entry}", "Entries of the index that wait in memory.", tags);
        meter.CreateObservableGauge(
            "relay.store.reader.age",
            () => new Measurement<long>[]
            {
                new(readers.Log.Age, tag, new("environment", "log")),
                new(readers.Index.Age, tag, new("environment", "index")),
            },
            "{commit}", "Commits that the oldest snapshot lags behind; while it lives, the pages that they freed are not used again.",
            tags);
    }

    public void Committed(int events, long started) => _commits.Committed(events, started);

    public void PassEnded(long started) => _passDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);

    public void SliceEnded(int entries, long started)
    {
        _entriesIndexed.Add(entries);
        _sliceDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Counts the postings that a slice of a query or count has looked at in this view.</summary>
    public void Searched(long postings, scoped in StoreView view)
    {
        _postingsScanned.Add(postings);
        _indexLookups.Add(view.Index.Lookups);
        _recordsRead.Add(view.Log.Lookups);
    }
}
