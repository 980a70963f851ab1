using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class EventLaneTests : IAsyncDisposable
{
    const int MaxPending = 16;

    readonly GatedStore _store = new(new FakeTime());
    readonly TestEngine _relay;
    readonly Author _alice = new();

    public EventLaneTests() => _relay = new TestEngine(
        relay => relay.UseStore(_store), new RelayOptions { Limits = new LimitsOptions { MaxPendingEvents = MaxPending } });

    public ValueTask DisposeAsync()
    {
        // The end of a session waits for its events, even if a test has failed before.
        _store.Storing.Open();
        _store.Committing.Open();
        return _relay.DisposeAsync();
    }

    NostrEvent[] Notes(int count) => [.. Enumerable.Range(0, count).Select(i => _alice.Note($"{i}"))];

    [Fact]
    public async Task Events_reach_the_store_and_are_answered_in_the_order_of_arrival()
    {
        var client = await _relay.ConnectAsync();
        var events = Notes(200);
        foreach (var e in events)
            await client.SendEventAsync(e);
        await client.Outbox.WaitForCountAsync(events.Length);

        Assert.Equal(events.Select(static e => e.Id), _store.Received.Select(static e => e.Id));
        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
    }

    [Fact]
    public async Task Events_are_handed_over_without_waiting_for_earlier_ones_to_be_stored()
    {
        _store.Storing.Close();
        var client = await _relay.ConnectAsync();
        var events = Notes(MaxPending);
        foreach (var e in events)
            await client.SendEventAsync(e);
        _store.Storing.Open();
        await client.Outbox.WaitForCountAsync(events.Length);

        Assert.Equal(events.Select(static e => e.Id), _store.Received.Select(static e => e.Id));
    }

    [Fact]
    public async Task As_many_events_as_allowed_wait_and_the_next_one_holds_the_reader_back()
    {
        _store.Storing.Close();
        var client = await _relay.ConnectAsync();
        var events = Notes(MaxPending + 1);
        foreach (var e in events[..MaxPending])
            await client.SendEventAsync(e).Within("an event's being taken");
        var oneMore = client.SendEventAsync(events[^1]);
        Assert.False(oneMore.IsCompleted);
        Assert.Empty(client.Messages);

        _store.Storing.Open();
        await oneMore.Within("room for one more event");
        await client.Outbox.WaitForCountAsync(events.Length);
        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
    }

    [Fact]
    public async Task Large_events_hold_the_reader_back_before_they_are_many()
    {
        _store.Storing.Close();
        var client = await _relay.ConnectAsync();
        var events = Enumerable.Range(0, 9).Select(i => _alice.Note($"{i}" + new string('x', 500_000))).ToArray();
        for (var i = 0; i < 8; i++)
            await client.SendEventAsync(events[i]).Within("an event's being taken");
        var waiting = client.SendEventAsync(events[8]);

        // Eight events of half a megabyte fit into four megabytes; the ninth does not.
        Assert.False(waiting.IsCompleted);
        Assert.InRange(_relay.Engine.Budgets.Events.Used, 8 * 500_000, 8 * 501_000);
        _store.Storing.Open();
        await waiting.Within("room for one more event");
        await client.Outbox.WaitForCountAsync(9);
        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
        Assert.Equal(0, _relay.Engine.Budgets.Events.Used);
    }

    [Fact]
    public async Task Event_for_which_the_relay_has_no_memory_is_refused_and_names_the_option()
    {
        // A store serves one relay at a time.
        await _relay.DisposeAsync();
        await using var relay = new TestEngine(
            relay => relay.UseStore(_store), new RelayOptions { Memory = new MemoryOptions { MessagesMiB = 1 } });
        _store.Storing.Close();
        var (busy, other) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        var (first, second) = (_alice.Note(new string('x', 700_000)), _alice.Note(new string('y', 500_000)));
        await busy.SendEventAsync(first);

        Assert.Equal(
            $"[\"OK\",\"{second.Id}\",false,\"rate-limited: too many events are on their way into the store (Relay:Memory:MessagesMiB)\"]",
            await other.PublishAsync(second));

        _store.Storing.Open();
        await busy.Outbox.WaitForAsync(RecordingOutbox.Ok(first));
        Assert.Equal(RecordingOutbox.Ok(second), await other.PublishAsync(second));
        // An event gives its bytes back just after its answer.
        await busy.Session.CloseAsync();
        await other.Session.CloseAsync();
        Assert.Equal(0, relay.Engine.Budgets.Events.Used);
    }

    [Fact]
    public async Task Event_whose_session_ends_while_it_is_read_is_not_stored_and_holds_nothing()
    {
        // A store serves one relay at a time.
        await _relay.DisposeAsync();
        TestClient? client = null;
        await using var relay = new TestEngine(relay => relay.UseStore(_store).RejectMessage((_, _) =>
        {
            _ = client!.Session.CloseAsync().AsTask();
            return Verdict.Accept;
        }));
        client = await relay.ConnectAsync("203.0.113.7");
        await client.SendEventAsync(_alice.Note("too late"));
        await client.Session.CloseAsync();

        Assert.Empty(_store.Received);
        Assert.Equal((0, 0), (relay.Engine.Budgets.EventsByAddress.Count, relay.Engine.Budgets.Events.Used));
    }

    [Fact]
    public async Task One_connection_that_waits_holds_back_no_other()
    {
        _store.Storing.Close();
        var (full, other) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        foreach (var e in Notes(MaxPending))
            await full.SendEventAsync(e);
        var waiting = full.SendEventAsync(_alice.Note("waits"));

        await other.SendEventAsync(_alice.Note("other")).Within("the other's event");
        Assert.False(waiting.IsCompleted);
        _store.Storing.Open();
        await waiting.Within("room");
    }

    [Theory]
    [InlineData("REQ")]
    [InlineData("COUNT")]
    public async Task Query_waits_until_earlier_events_of_its_connection_are_stored_and_committed(string verb)
    {
        _store.Storing.Close();
        _store.Committing.Close();
        var client = await _relay.ConnectAsync();
        var e = _alice.Note();
        await client.SendEventAsync(e);
        var query = client.SayAsync($"[\"{verb}\",\"q\",{{\"kinds\":[1]}}]");
        Assert.False(query.IsCompleted);

        _store.Storing.Open();
        await _store.Committing.ArrivalAsync();
        Assert.False(query.IsCompleted);
        Assert.Equal([RecordingOutbox.Ok(e)], client.Messages);

        _store.Committing.Open();
        await query.Within("the query");
        await client.Outbox.WaitForAsync(verb == "REQ" ? RecordingOutbox.EventMessage("q", e) : "[\"COUNT\",\"q\",{\"count\":1}]");
    }

    [Fact]
    public async Task Query_waits_for_the_last_of_several_events()
    {
        var first = new Gate();
        first.Close();
        _store.Storing.Close();
        _store.GateOf = e => e.Content == "first" ? first : _store.Storing;
        var client = await _relay.ConnectAsync();
        await client.SendEventAsync(_alice.Note("first"));
        await client.SendEventAsync(_alice.Note("last"));
        var query = client.RequestAsync("q", "{\"kinds\":[1]}");
        first.Open();
        await client.Outbox.WaitForCountAsync(1);
        Assert.False(query.IsCompleted);

        _store.Storing.Open();
        await query.Within("the query");
        await client.Outbox.WaitForAsync("""["EOSE","q"]""");
        Assert.Equal(2 + 2 + 1, client.Messages.Count);
    }

    [Fact]
    public async Task Deletion_right_behind_its_target_deletes_it()
    {
        var client = await _relay.ConnectAsync();
        for (var i = 0; i < 50; i++)
        {
            var target = _alice.Note($"{i}");
            await client.SendEventAsync(target);
            await client.SendEventAsync(_alice.Deletion(target));
        }

        Assert.DoesNotContain(
            await client.QueryAsync("q", "{\"kinds\":[1]}"), static message => message.StartsWith("[\"EVENT\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Store_that_fails_is_an_error_for_its_event_only()
    {
        var client = await _relay.ConnectAsync();
        var (failing, next) = (_alice.Note("failing"), _alice.Note("next"));
        _store.Failure = new InvalidOperationException("secret detail");
        Assert.Equal(RecordingOutbox.Ok(failing, false, "error: internal error"), await client.PublishAsync(failing));
        _store.Failure = null;

        Assert.Equal(RecordingOutbox.Ok(next), await client.PublishAsync(next));
        Assert.Single(_relay.Log.Errors);
        Assert.DoesNotContain(_relay.Log.Entries, static entry => entry.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_taken_before_the_end_are_stored_and_closing_waits_for_them()
    {
        _store.Storing.Close();
        var client = await _relay.ConnectAsync();
        var events = Notes(5);
        foreach (var e in events)
            await client.SendEventAsync(e);
        var closed = client.Session.CloseAsync().AsTask();
        Assert.False(closed.IsCompleted);

        _store.Storing.Open();
        await closed.Within("the end of the session");
        Assert.All(events, e => Assert.True(_store.Contains(e.Id)));
    }
}
