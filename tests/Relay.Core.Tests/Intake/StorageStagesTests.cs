using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Several storage handlers and the events of one connection: who gets which event when, and what is answered.</summary>
public sealed class StorageStagesTests
{
    readonly Author _alice = new();

    NostrEvent[] Notes(int count) => [.. Enumerable.Range(0, count).Select(i => _alice.Note($"{i}"))];

    static async Task SendAsync(TestClient client, params NostrEvent[] events)
    {
        foreach (var e in events)
            await client.SendEventAsync(e);
    }

    [Fact]
    public async Task Handler_that_keeps_order_gets_the_next_event_before_the_one_before_is_stored()
    {
        var handler = new SteppedHandler(keepsOrder: true);
        await using var relay = new TestEngine(relay => relay.Add(handler));
        var client = await relay.ConnectAsync();
        var notes = Notes(5);
        await SendAsync(client, notes);
        await handler.WaitForAsync(5);

        Assert.Equal(["0", "1", "2", "3", "4"], handler.Contents);
        Assert.Empty(client.Messages);
        foreach (var e in notes.Reverse())
            handler.Finish(e);
        await client.Outbox.WaitForCountAsync(5);
        Assert.Equal(notes.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
    }

    [Fact]
    public async Task Handler_that_does_not_keep_order_gets_one_event_at_a_time()
    {
        var handler = new SteppedHandler(keepsOrder: false);
        await using var relay = new TestEngine(relay => relay.Add(handler));
        var client = await relay.ConnectAsync();
        var notes = Notes(3);
        await SendAsync(client, notes);
        for (var i = 0; i < notes.Length; i++)
        {
            await handler.WaitForAsync(1);
            Assert.Equal(i + 1, handler.Received.Count);
            handler.Finish(notes[i]);
            await client.Outbox.WaitForCountAsync(i + 1);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lambda_says_whether_it_keeps_order(bool keepsOrder)
    {
        var handler = new SteppedHandler(keepsOrder: false);
        await using var relay = new TestEngine(relay => relay
            .StoreEvent(handler.StoreEventAsync, keepsOrder)
            .ReplaceEvent(handler.StoreEventAsync, keepsOrder)
            .DeleteEvent((request, cancel) => handler.StoreEventAsync(request.Event, cancel), keepsOrder));
        var client = await relay.ConnectAsync();
        foreach (var kind in new ushort[] { 1, 10002, 5 })
        {
            var (first, second) = (_alice.Event(kind, "first"), _alice.Event(kind, "second"));
            await SendAsync(client, first, second);
            await handler.WaitForAsync(keepsOrder ? 2 : 1);
            handler.Finish(first);
            if (!keepsOrder)
                await handler.WaitForAsync(1);
            handler.Finish(second);
            await client.Outbox.WaitForAsync(RecordingOutbox.Ok(second));
        }

        Assert.Equal(6, handler.Received.Count);
    }

    [Fact]
    public async Task Event_goes_to_the_second_handler_once_the_first_has_accepted_it_and_in_the_order_of_arrival()
    {
        var (first, second) = (new SteppedHandler(keepsOrder: true), new SteppedHandler(keepsOrder: true));
        await using var relay = new TestEngine(relay => relay.Add(first).Add(second));
        var client = await relay.ConnectAsync();
        var notes = Notes(4);
        await SendAsync(client, notes);
        await first.WaitForAsync(4);
        first.Finish(notes[1]);
        first.Finish(notes[3]);
        Assert.Empty(second.Received);
        first.Finish(notes[0]);
        await second.WaitForAsync(2);
        Assert.Equal(["0", "1"], second.Contents);
        first.Finish(notes[2]);
        await second.WaitForAsync(2);
        Assert.Equal(["0", "1", "2", "3"], second.Contents);
        foreach (var e in notes)
            second.Finish(e);
        await client.Outbox.WaitForCountAsync(4);
    }

    [Fact]
    public async Task Refusal_by_the_first_keeps_the_event_from_the_second()
    {
        var (first, second) = (new SteppedHandler(keepsOrder: true), new SteppedHandler(keepsOrder: true));
        await using var relay = new TestEngine(relay => relay.Add(first).Add(second));
        var client = await relay.ConnectAsync();
        var notes = Notes(3);
        await SendAsync(client, notes);
        await first.WaitForAsync(3);
        first.Finish(notes[0]);
        first.Finish(notes[1], StoreStatus.Failed);
        first.Finish(notes[2]);
        await second.WaitForAsync(2);
        second.Finish(notes[0]);
        second.Finish(notes[2]);
        await client.Outbox.WaitForCountAsync(3);

        Assert.Equal(["0", "2"], second.Contents);
        Assert.Equal(
            [RecordingOutbox.Ok(notes[0]), RecordingOutbox.Ok(notes[1], false, "blocked: not here"), RecordingOutbox.Ok(notes[2])],
            client.Messages);
    }

    [Fact]
    public async Task Refusal_or_failure_of_the_second_is_the_answer_and_the_event_is_not_announced()
    {
        var second = new SteppedHandler(keepsOrder: true);
        var store = new InMemoryStore();
        await using var relay = new TestEngine(relay => relay.UseStore(store).Add(second));
        var (client, reader) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await reader.QueryAsync("q", "{}");
        var notes = Notes(4);
        await SendAsync(client, notes);
        await second.WaitForAsync(4);
        second.Finish(notes[3], StoreStatus.Duplicate);
        second.Finish(notes[2]);
        second.Fail(notes[1]);
        second.Finish(notes[0], StoreStatus.Failed);
        await client.Outbox.WaitForCountAsync(4);
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", notes[3]));

        Assert.Equal(
            [
                RecordingOutbox.Ok(notes[0], false, "blocked: not here"), RecordingOutbox.Ok(notes[1], false, "error: internal error"),
                RecordingOutbox.Ok(notes[2]), RecordingOutbox.Ok(notes[3]),
            ],
            client.Messages);
        Assert.Equal(
            ["""["EOSE","q"]""", RecordingOutbox.EventMessage("q", notes[2]), RecordingOutbox.EventMessage("q", notes[3])],
            reader.Messages);
        Assert.True(store.Contains(notes[0].Id));
    }

    [Fact]
    public async Task Slow_second_handler_does_not_hold_back_the_first_and_nothing_is_announced_before_it_is_done()
    {
        var (first, slow) = (new SteppedHandler(keepsOrder: true), new SteppedHandler(keepsOrder: false));
        await using var relay = new TestEngine(relay => relay.Add(first).Add(slow));
        var (client, reader) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await reader.QueryAsync("q", "{}");
        var notes = Notes(50);
        foreach (var e in notes)
            first.Finish(e);
        await SendAsync(client, notes);
        await first.WaitForAsync(50);
        await slow.WaitForAsync(1);
        Assert.Single(slow.Received);
        Assert.Empty(client.Messages);
        Assert.Single(reader.Messages);

        foreach (var e in notes)
            slow.Finish(e);
        await client.Outbox.WaitForCountAsync(50);
        await reader.Outbox.WaitForCountAsync(51);
        Assert.Equal(notes.Select(static e => e.Id), first.Received.Select(static e => e.Id));
        Assert.Equal(notes.Select(static e => e.Id), slow.Received.Select(static e => e.Id));
        Assert.Equal(notes.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
        Assert.Equal(notes.Select(static e => RecordingOutbox.EventMessage("q", e)), reader.Messages.Skip(1));
    }

    [Fact]
    public async Task Deletion_stays_behind_its_target_at_a_store_behind_a_slow_handler_of_another_hook()
    {
        var slow = new SteppedHandler(keepsOrder: false);
        var store = new InMemoryStore();
        await using var relay = new TestEngine(relay => relay.Add(slow).UseStore(store));
        var client = await relay.ConnectAsync();
        var target = _alice.Note();
        var deletion = _alice.Deletion(target);
        await SendAsync(client, target, deletion);
        await slow.WaitForAsync(1);
        Assert.False(store.Contains(deletion.Id));

        slow.Finish(target);
        await client.Outbox.WaitForAsync(RecordingOutbox.Ok(deletion));
        Assert.Equal([RecordingOutbox.Ok(target), RecordingOutbox.Ok(deletion)], client.Messages);
        Assert.False(store.Contains(target.Id));
    }

    [Fact]
    public async Task Ephemeral_event_is_passed_on_behind_the_stored_ones_before_it()
    {
        var handler = new SteppedHandler(keepsOrder: true);
        await using var relay = new TestEngine(relay => relay.Add(handler));
        var (client, reader) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await reader.QueryAsync("q", "{}");
        NostrEvent note = _alice.Note(), ephemeral = _alice.Event(20_001);
        await SendAsync(client, note, ephemeral);
        await handler.WaitForAsync(1);
        Assert.Empty(client.Messages);
        handler.Finish(note);
        await reader.Outbox.WaitForCountAsync(3);

        Assert.Equal([RecordingOutbox.EventMessage("q", note), RecordingOutbox.EventMessage("q", ephemeral)], reader.Messages.Skip(1));
    }

    [Fact]
    public async Task Query_waits_until_every_handler_has_the_events_before_it()
    {
        var second = new SteppedHandler(keepsOrder: true);
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().Add(second));
        var client = await relay.ConnectAsync();
        var notes = Notes(3);
        await SendAsync(client, notes);
        var query = client.RequestAsync("q", "{}");
        await second.WaitForAsync(3);
        Assert.False(query.IsCompleted);
        foreach (var e in notes)
            second.Finish(e);
        await query.Within("the query");
        await client.Outbox.WaitForCountAsync(7);
    }

    [Fact]
    public async Task Events_that_no_handler_has_when_the_relay_ends_are_given_up()
    {
        var (handler, second) = (new SteppedHandler(keepsOrder: false), new SteppedHandler(keepsOrder: true));
        await using var relay = new TestEngine(relay => relay.Add(handler).Add(second));
        var client = await relay.ConnectAsync();
        var notes = Notes(3);
        await SendAsync(client, notes);
        await handler.WaitForAsync(1);
        var ending = relay.Engine.StopAsync(TimeSpan.FromSeconds(2));
        var givenUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = relay.Engine.EventsGivenUp.Register(givenUp.SetResult);
        await givenUp.Task.Within("the moment when events are given up");
        second.Finish(notes[0]);
        handler.Finish(notes[0]);
        await client.Outbox.WaitForCountAsync(3);
        await ending.Within("the end of the relay");

        Assert.Equal(["0"], handler.Contents);
        Assert.Equal(["0"], second.Contents);
        Assert.Equal(
            [RecordingOutbox.Ok(notes[0]), .. notes[1..].Select(static e => RecordingOutbox.Ok(e, false, "error: internal error"))],
            client.Messages);
    }

    [Fact]
    public async Task Hook_about_deletions_is_asked_about_a_target_right_before_the_request()
    {
        var store = new GatedStore(new FakeTime());
        var asked = new List<Bytes32>();
        await using var relay = new TestEngine(relay => relay.UseStore(store).OverwriteDeletionOutcome((e, _) =>
        {
            asked.Add(e.Id);
            return DeletionOutcome.Default;
        }));
        var client = await relay.ConnectAsync();
        store.Storing.Close();
        var target = _alice.Note();
        var deletion = _alice.Deletion(target);
        await SendAsync(client, target, deletion);
        await store.Storing.ArrivalAsync();
        Assert.Single(store.Received);
        store.Storing.Open();
        await client.Outbox.WaitForAsync(RecordingOutbox.Ok(deletion));

        Assert.Equal([target.Id], asked);
    }
}
