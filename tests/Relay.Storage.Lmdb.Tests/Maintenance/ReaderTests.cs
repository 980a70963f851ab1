using System.Diagnostics.Metrics;
using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Snapshots of other processes keep pages. Those of dead processes are freed, and those held too long are logged.</summary>
public sealed class ReaderTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task A_reader_that_was_killed_keeps_pages_until_the_next_tick()
    {
        await using var test = TemporaryStore.Open();
        await ReplaceAsync(test, 0);
        using var reader = await OwnerProcess.StartAsync("hold-snapshots", test.Path);
        Assert.True(Reads(test.Store.Log.Environment, reader.Id) && Reads(test.Store.Index.Environment, reader.Id));
        var first = Used(test);
        await ReplaceAsync(test, 1);
        var held = Used(test) - first;
        await reader.KillAsync();
        Assert.True(Reads(test.Store.Log.Environment, reader.Id));

        test.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(
            () => !Reads(test.Store.Log.Environment, reader.Id) && !Reads(test.Store.Index.Environment, reader.Id), "the tick");
        var freed = Used(test);
        await ReplaceAsync(test, 2);
        Assert.True(held > 200, $"only {held} pages were kept");
        Assert.InRange(Used(test) - freed, 0, held / 10);
    }

    [Fact]
    public async Task A_snapshot_that_is_held_is_measured_and_told_once()
    {
        var lines = new LogLines();
        using var metrics = new RelayMetrics();
        await using var test = TemporaryStore.Open(logger: lines, metrics: metrics);
        await test.AdmitAsync(Unsigned.Note(Author, test.Time.Now));
        using var reader = await OwnerProcess.StartAsync("hold-snapshots", test.Path);
        await TickUntilAsync(test, () => Ages(metrics) is { Log: 0, Index: 0 }, "a look at a snapshot that is not behind");
        for (var i = 0; i < 5; i++)
            await test.AdmitAsync(Unsigned.Note(Author, test.Time.Now - i, $"{i}"));
        await TickUntilAsync(test, () => Ages(metrics) is { Log: 5, Index: 0 }, "the age");
        Assert.Empty(lines.All);

        test.Time.Advance(TimeSpan.FromSeconds(60));
        var told = $"Warning: Process {reader.Id} has held a snapshot of the store's log for ";
        await TickUntilAsync(test, () => lines.All.Any(line => line.StartsWith(told, StringComparison.Ordinal)), "the warning");
        test.Time.Advance(TimeSpan.FromSeconds(60));
        await reader.KillAsync();
        // The look that begins now may still be the previous one, which has seen the process.
        await Eventually.HoldsAsync(
            () =>
            {
                test.Time.Advance(TimeSpan.FromSeconds(1));
                return Ages(metrics).Log == 0;
            },
            "the end of the snapshot");
        // The passes of that time have made the index's snapshot old as well. Each environment is logged once.
        Assert.Single(lines.All, line => line.StartsWith(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_export_holds_no_snapshot_while_it_writes()
    {
        await using var test = TemporaryStore.Open();
        var notes = Unsigned.Many(200, i => Unsigned.Note(Author, test.Time.Now - i, $"{i}{new string('x', 5000)}"));
        await test.PlaceAsync(Placement.Both, notes);
        await test.CloseAsync();
        using var reader = StoreReader.Open(test.Path);
        await using var slow = new LookingStream(() => Assert.Equal(0, reader.OpenSnapshots));
        var cancel = TestContext.Current.CancellationToken;
        Assert.Equal(200, await EventExporter.ExportAsync(reader, new Filter(), slow, progress: null, cancel));
        Assert.True(slow.Writes > 3, $"only {slow.Writes} writes");
    }

    /// <summary>Replaces an event many times, so that every commit frees the pages of an earlier one.</summary>
    static async Task ReplaceAsync(TemporaryStore test, int round)
    {
        for (var i = 0; i < 200; i++)
        {
            await test.AdmitAsync(Unsigned.Event(Author, Kind.Metadata, test.Time.Now + (round * 1000) + i, new string('x', 6000)));
            if (i % 10 == 9)
                await test.Store.IndexAsync();
        }
    }

    static long Used(TemporaryStore test) => test.Store.Log.Environment.GetInfo().UsedPages;

    static bool Reads(LmdbEnvironment environment, int process) => environment.ListReaders().Exists(slot => slot.Process == process);

    static async Task TickUntilAsync(TemporaryStore test, Func<bool> condition, string what)
    {
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(condition, what);
    }

    static (long Log, long Index) Ages(RelayMetrics metrics)
    {
        var ages = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter) && instrument.Name == "relay.store.reader.age")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => ages.Add((string)tags[1].Value!, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return (ages["log"], ages["index"]);
    }

    /// <summary>Accepts everything, and calls an action each time.</summary>
    sealed class LookingStream(Action look) : MemoryStream
    {
        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            look();
            Writes++;
            return ValueTask.CompletedTask;
        }
    }
}
