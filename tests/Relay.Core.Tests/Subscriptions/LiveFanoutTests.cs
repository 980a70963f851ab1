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
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 10);
        await fanout.CommitAsync(100);
        fanout.LetAllPass();
        await fanout.Client.Outbox.WaitForCountAsync(100);
        await fanout.CommitAsync(1);
        await fanout.Client.Outbox.WaitForCountAsync(101);

        Assert.Equal(fanout.Expected, fanout.Client.Messages);
    }

    [Fact]
    public async Task Events_are_read_back_once_a_store_that_was_away_answers()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 10);
        var asked = 0;
        fanout.Store.Reading = () =>
        {
            if (++asked == 1)
                throw new StoreBrokenException("error: the relay's database is away");
        };
        await fanout.CommitAsync(100);
        fanout.LetAllPass();
        await fanout.Client.Outbox.WaitForCountAsync(100);

        Assert.Equal(fanout.Expected, fanout.Client.Messages);
        Assert.True(asked > 1);
    }

    [Fact]
    public async Task Events_of_a_broken_store_are_given_up()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 10);
        fanout.Store.Condition = new StoreCondition(StoreState.Broken, "it is");
        fanout.Store.Reading = static () => throw new StoreBrokenException();
        await fanout.CommitAsync(100);
        fanout.LetAllPass();
        await fanout.Fanout.ProbeAsync().Within("the thread");

        Assert.InRange(fanout.Client.Messages.Count, 1, 10);
        Assert.Equal(fanout.Expected.Take(fanout.Client.Messages.Count), fanout.Client.Messages);
    }

    [Fact]
    public async Task Events_that_come_while_others_must_be_read_back_wait_for_their_turn()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 10);
        await fanout.CommitAsync(1);
        await fanout.ArrivalAsync();
        // The queue is full and is then passed on as one list. Meanwhile one event has no room, and the next one would.
        await fanout.CommitAsync(9);
        await fanout.StepAsync();
        await fanout.CommitAsync(2);
        await fanout.StepAsync();
        await fanout.CommitAsync(1);
        fanout.LetAllPass();
        await fanout.Client.Outbox.WaitForCountAsync(13);

        Assert.Equal(fanout.Expected, fanout.Client.Messages);
    }

    [Fact]
    public async Task Subscription_that_was_passed_by_as_not_yet_live_must_read_the_event_itself()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 10);
        var before = fanout.LastSequence;
        await fanout.CommitAsync(1);
        await fanout.ArrivalAsync();

        Assert.False(fanout.Catching.TryGoLive(before));
        Assert.True(fanout.Catching.TryGoLive(fanout.LastSequence));
        fanout.LetAllPass();
        await fanout.CommitAsync(1);
        await fanout.Client.Outbox.WaitForCountAsync(3);
        Assert.Single(fanout.Client.Messages, static message => message.StartsWith("[\"EVENT\",\"catching\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publisher_of_unnumbered_events_waits_while_too_many_wait()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 4);
        for (var i = 0; i < 4; i++)
            Assert.True(fanout.PublishAsync(_alice.Event(20001, $"{i}")).IsCompletedSuccessfully);
        var oneMore = fanout.PublishAsync(_alice.Event(20001, "more"));
        Assert.False(oneMore.IsCompleted);
        fanout.LetAllPass();

        await oneMore.Within("room in the queue");
        await fanout.Client.Outbox.WaitForCountAsync(5);
    }

    [Fact]
    public async Task Large_events_beyond_the_bytes_of_the_queue_are_read_back_and_sent_in_order_once()
    {
        const int bytes = 50_000;
        await using var fanout = await SteppedFanout.StartAsync(new FanoutRoom(1000, bytes));
        await fanout.CommitAsync(1);
        await fanout.ArrivalAsync();
        await fanout.CommitAsync(50, new string('x', 10_000));
        Assert.InRange(fanout.Fanout.Queued.Bytes, 1, bytes);
        fanout.LetAllPass();
        await fanout.Client.Outbox.WaitForCountAsync(51);

        Assert.Equal(fanout.Expected, fanout.Client.Messages);
    }

    [Fact]
    public async Task Publisher_of_large_unnumbered_events_waits_while_too_many_bytes_wait()
    {
        await using var fanout = await SteppedFanout.StartAsync(new FanoutRoom(1000, 50_000));
        var large = new string('x', 20_000);
        Assert.True(fanout.PublishAsync(_alice.Event(20001, large)).IsCompletedSuccessfully);
        var second = fanout.PublishAsync(_alice.Event(20001, large));
        Assert.False(second.IsCompleted);
        fanout.LetAllPass();

        await second.Within("room in the queue");
        await fanout.Client.Outbox.WaitForCountAsync(2);
    }

    [Fact]
    public async Task Event_that_follows_a_number_waits_for_it_also_when_that_is_read_back()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 4);
        var (first, second) = (_alice.Event(20001, "first"), _alice.Event(20001, "second"));
        await fanout.PublishAsync(first, after: fanout.LastSequence + 1);
        await fanout.PublishAsync(second, after: fanout.LastSequence + 10);
        await fanout.CommitAsync(9);
        await fanout.CommitAsync(1);
        fanout.LetAllPass();
        await fanout.Client.Outbox.WaitForCountAsync(12);

        var heard = fanout.Client.Messages.ToList();
        Assert.True(heard.IndexOf(RecordingOutbox.EventMessage("q", first)) > heard.IndexOf(fanout.Expected[0]));
        Assert.Equal(RecordingOutbox.EventMessage("q", second), heard[^1]);
    }
}
