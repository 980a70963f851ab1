using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class LiveFanoutTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task Live_events_obey_visibility_and_expiry()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{}", "{\"kinds\":[4,1059,21059]}");
        NostrEvent[] hidden = [_alice.Event(4), _alice.Event(1059, tags: ["p", _alice.Hex]), _alice.Event(21059, tags: ["p", _alice.Hex])];
        foreach (var e in hidden)
            await client.PublishAsync(e);
        var visible = _alice.Note();
        await client.PublishAsync(visible);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", visible));

        Assert.All(hidden, e => Assert.DoesNotContain(RecordingOutbox.EventMessage("q", e), client.Messages));
    }

    [Fact]
    public async Task Full_client_holds_back_nobody()
    {
        await using var relay = new TestEngine();
        var (slow, quick) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await slow.QueryAsync("q", "{}");
        await quick.QueryAsync("q", "{}");
        slow.Outbox.Fill();
        var e = _alice.Note();
        await quick.PublishAsync(e);

        await quick.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
        await slow.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
    }

    [Fact]
    public async Task Refused_duplicate_and_superseded_events_are_not_sent()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{}");
        var (newer, older) = (_alice.Event(10002, at: 2000), _alice.Event(10002, at: 1000));
        foreach (var e in new[] { newer, newer, older })
            await client.PublishAsync(e);
        var last = _alice.Note();
        await client.PublishAsync(last);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", last));

        Assert.Single(client.Messages, RecordingOutbox.EventMessage("q", newer));
        Assert.DoesNotContain(RecordingOutbox.EventMessage("q", older), client.Messages);
    }

    [Fact]
    public async Task Backfilled_history_is_not_sent()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{}");
        var (history, live) = (_alice.Note("history"), _alice.Note("live"));
        await relay.Store.BackfillAsync([history], default);
        await client.PublishAsync(live);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", live));

        Assert.DoesNotContain(RecordingOutbox.EventMessage("q", history), client.Messages);
    }

    [Fact]
    public async Task Events_beyond_the_queue_are_read_back_and_sent_in_order_once()
    {
        // A hook keeps the fan-out's thread busy while far more is committed than it may queue.
        var hold = new ManualResetEventSlim();
        var store = new InMemoryStore();
        var pipeline = new HookPipeline(store, new PreventBroadcastLambda((_, _, cancel) =>
        {
            hold.Wait(cancel);
            return new(false);
        }));
        var metrics = new RelayMetrics();
        await using var removals = new RemovalAnnouncer(pipeline, metrics, NullLogger.Instance);
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        var index = new SubscriptionIndex();
        var dispatcher = new LiveDispatcher(pipeline, index, TimeProvider.System, metrics, NullLogger.Instance);
        using var fanout = new LiveFanout(pipeline, dispatcher, removals, NullLogger.Instance, maxQueued: 10);
        var subscription = new Subscription(client.Session, new SubscriptionId("q"), [new Filter()]);
        index.Add(subscription);
        Assert.True(subscription.TryGoLive(store.LastSequence, fanout));
        var events = Enumerable.Range(0, 100).Select(i => _alice.Note($"{i}")).ToArray();
        foreach (var e in events)
            await store.AdmitAsync(e, default);
        hold.Set();
        await client.Outbox.WaitForCountAsync(events.Length);
        var last = _alice.Note("last");
        await store.AdmitAsync(last, default);
        await client.Outbox.WaitForCountAsync(events.Length + 1);

        Assert.Equal(events.Append(last).Select(static e => RecordingOutbox.EventMessage("q", e)), client.Messages);
        Assert.Equal(store.LastSequence, fanout.Published);
    }

    [Fact]
    public async Task Publisher_of_unnumbered_events_waits_while_too_many_wait()
    {
        var hold = new ManualResetEventSlim();
        var pipeline = new HookPipeline(new PreventBroadcastLambda((_, _, cancel) =>
        {
            hold.Wait(cancel);
            return new(false);
        }));
        var metrics = new RelayMetrics();
        await using var removals = new RemovalAnnouncer(pipeline, metrics, NullLogger.Instance);
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        var index = new SubscriptionIndex();
        var dispatcher = new LiveDispatcher(pipeline, index, TimeProvider.System, metrics, NullLogger.Instance);
        using var fanout = new LiveFanout(pipeline, dispatcher, removals, NullLogger.Instance, maxQueued: 4);
        var subscription = new Subscription(client.Session, new SubscriptionId("q"), [new Filter()]);
        index.Add(subscription);
        subscription.GoLive(new HashSet<Bytes32>());
        for (var i = 0; i < 4; i++)
            Assert.True(fanout.PublishAsync(new LiveEvent(_alice.Event(20001, $"{i}"))).AsTask().IsCompletedSuccessfully);
        var oneMore = fanout.PublishAsync(new LiveEvent(_alice.Event(20001, "more"))).AsTask();
        Assert.False(oneMore.IsCompleted);
        hold.Set();

        await oneMore.Within("room in the queue");
        await client.Outbox.WaitForCountAsync(5);
    }
}
