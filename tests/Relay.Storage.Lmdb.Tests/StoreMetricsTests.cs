using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public sealed class StoreMetricsTests : IAsyncDisposable
{
    static readonly Bytes32 Alice = Unsigned.Key("alice");

    readonly RelayMetrics _metrics = new();
    readonly Measurements _measurements;
    readonly TemporaryStore _test;

    public StoreMetricsTests()
    {
        _measurements = new Measurements(_metrics);
        _test = TemporaryStore.Open(metrics: _metrics);
    }

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        _measurements.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Commits_are_measured_with_their_events()
    {
        var note = Note(0);
        await _test.AdmitAsync(note);
        await _test.AdmitAsync(note);
        await _test.AdmitAsync(Note(1), Note(2), Note(3));

        var events = _measurements.Of("relay.store.commit.events");
        Assert.Equal(4, events.Sum());
        // A duplicate commits nothing. Three events at once commit one to three times.
        Assert.InRange(events.Count, 2, 4);
        Assert.Equal(events.Count, _measurements.Of("relay.store.commit.duration").Count);
        Assert.All(_measurements.Of("relay.store.commit.duration"), seconds => Assert.InRange(seconds, 0, 60));
    }

    [Fact]
    public async Task The_tail_grows_with_commits_and_a_pass_empties_it()
    {
        Assert.Equal(0, _measurements.Now("relay.store.tail.events"));
        await _test.AdmitAsync(Note(0), Note(1));
        Assert.Equal(2, _measurements.Now("relay.store.tail.events"));
        // For each event the terms of all events, of its kind, and of its author and kind.
        Assert.Equal(6, _measurements.Now("relay.store.tail.entries"));

        await _test.Store.IndexAsync();

        Assert.Equal(0, _measurements.Now("relay.store.tail.events"));
        Assert.Equal(0, _measurements.Now("relay.store.tail.entries"));
        // The same terms, two ids, and the watermarks.
        Assert.Equal(9, _measurements.Of("relay.store.index.entries").Sum());
        Assert.Single(_measurements.Of("relay.store.index.slice.duration"));
        Assert.Single(_measurements.Of("relay.store.index.pass.duration"));
    }

    [Fact]
    public async Task Queries_and_counts_tell_what_they_looked_at()
    {
        await _test.PlaceAsync(Placement.Index, Unsigned.Many(100, Note));

        Assert.Equal(10, (await _test.QueryAsync(new Filter { Authors = [Alice], Kinds = [Kind.TextNote], Limit = 10 })).Count);
        Assert.Equal(10, _measurements.Of("relay.store.postings.scanned").Sum());
        Assert.Equal(10, _measurements.Of("relay.store.records.read").Sum());
        // The newest posting, then its page.
        Assert.Equal(2, _measurements.Of("relay.store.index.lookups").Sum());

        _measurements.Clear();
        Assert.Equal(50, await _test.CountAsync(new Filter { Authors = [Alice], Since = Note(49).CreatedAt }));
        Assert.Equal(50, _measurements.Of("relay.store.postings.scanned").Sum());
    }

    [Fact]
    public async Task Stores_of_one_relay_are_told_apart_by_numbers_not_by_their_folders()
    {
        await using var other = TemporaryStore.Open(metrics: _metrics);
        await other.AdmitAsync(Note(0));
        var sizes = new Dictionary<int, long>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, _metrics.Meter) && instrument.Name == "relay.store.tail.events")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => sizes.Add((int)tags[0].Value!, value));
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Equal(new Dictionary<int, long> { [1] = 0, [2] = 1 }, sizes);
    }

    static NostrEvent Note(int age) => Unsigned.Note(Alice, FakeTime.Start - 100 - age, $"{age}");
}
