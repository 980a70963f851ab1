using System.Diagnostics.Metrics;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class RemovalAnnouncerTests
{
    [Fact]
    public async Task Removals_that_wait_for_a_hook_are_bounded_in_bytes_and_those_beyond_are_counted()
    {
        const int Events = 80;
        var never = new TaskCompletionSource();
        using var metrics = new RelayMetrics();
        long dropped = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter) && instrument.Name == "relay.removals.dropped")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref dropped, value));
        listener.Start();
        var log = new RecordingLog();
        var pipeline = new HookPipeline(new Waiting(never.Task));
        var removals = new RemovalAnnouncer(pipeline, metrics, log);
        var large = new Author().Note(new string('x', 1024 * 1024));
        for (var i = 0; i < Events; i++)
            removals.OnCommitted(new CommittedBatch([], i, [large]));

        Assert.Equal(Events - RemovalAnnouncer.MaxWaitingBytes / large.Record.Length, Interlocked.Read(ref dropped));
        Assert.Single(log.Entries);
        Assert.False(await removals.StopAsync(TimeSpan.Zero));
        never.SetResult();
    }

    sealed class Waiting(Task until) : IEventDeletedHook
    {
        public ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel) => new(until);
    }
}
