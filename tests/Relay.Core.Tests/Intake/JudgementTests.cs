using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>The events of one connection are judged concurrently. Nothing else about their order changes.</summary>
public sealed class JudgementTests : IAsyncDisposable
{
    const int MaxPending = 16;

    readonly JudgementGate _gate = new();
    readonly GatedStore _store = new(new FakeTime());
    readonly ConcurrentQueue<Bytes32> _ephemeral = new();
    readonly ConcurrentQueue<Bytes32> _deletions = new();
    readonly TestEngine _relay;
    readonly Author _alice = new();

    public JudgementTests() => _relay = new TestEngine(
        relay => relay
            .UseStore(_store)
            .Add(_gate)
            .OnEphemeralEvent((_, e) => _ephemeral.Enqueue(e.Id))
            .OverwriteDeletionOutcome((_, deletion) =>
            {
                _deletions.Enqueue(deletion.Id);
                return DeletionOutcome.Default;
            }),
        new RelayOptions { Limits = new LimitsOptions { MaxPendingEvents = MaxPending } });

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    async Task<TestClient> SendAsync(params NostrEvent[] events)
    {
        var client = await _relay.ConnectAsync();
        foreach (var e in events)
            await client.SendEventAsync(e);
        await _gate.ArrivalsAsync(events.Length);
        return client;
    }

    NostrEvent[] Notes(int count) => [.. Enumerable.Range(0, count).Select(i => _alice.Note($"{i}"))];

    [Fact]
    public async Task Verdicts_that_come_in_reverse_order_change_neither_the_order_in_the_store_nor_that_of_the_answers()
    {
        var events = Notes(MaxPending);
        var client = await SendAsync(events);
        for (var i = events.Length - 1; i > 0; i--)
        {
            _gate.Decide(events[i]);
            Assert.Empty(_store.Received);
            Assert.Empty(client.Messages);
        }

        _gate.Decide(events[0]);
        await client.Outbox.WaitForCountAsync(events.Length);
        Assert.Equal(events.Select(static e => e.Id), _store.Received.Select(static e => e.Id));
        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
    }

    [Fact]
    public async Task Policies_are_asked_in_the_order_of_arrival_about_as_many_events_as_may_wait()
    {
        var events = Notes(MaxPending + 1);
        var client = await SendAsync(events[..MaxPending]);
        Assert.Equal(events[..MaxPending].Select(static e => e.Id), _gate.Asked);

        var oneMore = client.SendEventAsync(events[^1]);
        Assert.False(oneMore.IsCompleted);
        foreach (var e in events[..MaxPending])
            _gate.Decide(e);
        await oneMore.Within("room for one more event");
        await _gate.ArrivalsAsync(1);
        Assert.Equal(events.Select(static e => e.Id), _gate.Asked);
        _gate.Decide(events[^1]);
        await client.Outbox.WaitForCountAsync(events.Length);
    }

    [Fact]
    public async Task Every_event_gets_its_own_verdict()
    {
        var events = Notes(4);
        var client = await SendAsync(events);
        _gate.Decide(events[3], Verdict.Blocked("three"));
        _gate.Fail(events[2], new InvalidOperationException("secret detail"));
        _gate.Decide(events[1], Verdict.Shadow);
        _gate.Decide(events[0]);
        await client.Outbox.WaitForCountAsync(events.Length);

        Assert.Equal(
            [
                RecordingOutbox.Ok(events[0]),
                RecordingOutbox.Ok(events[1]),
                RecordingOutbox.Ok(events[2], false, "error: internal error"),
                RecordingOutbox.Ok(events[3], false, "blocked: three"),
            ],
            client.Messages);
        Assert.Equal([events[0].Id], _store.Received.Select(static e => e.Id));
        Assert.Single(_relay.Log.Errors);
    }

    [Fact]
    public async Task Forged_event_is_not_asked_about_and_answered_in_its_turn()
    {
        var forged = _alice.Note("forged").Record.ToArray();
        forged[64] ^= 1;
        NostrEvent first = _alice.Note("first"), second = new(new EventView(forged));
        var client = await SendAsync(first);
        await client.SendEventAsync(second);
        _gate.Decide(first);
        await client.Outbox.WaitForCountAsync(2);

        Assert.Equal([RecordingOutbox.Ok(first), RecordingOutbox.Ok(second, false, "invalid: signature is invalid")], client.Messages);
        Assert.Equal([first.Id], _gate.Asked);
    }

    [Fact]
    public async Task Ephemeral_events_and_deletions_keep_their_turn()
    {
        var target = _alice.Note("target");
        NostrEvent[] events = [target, _alice.Event(20_001, "a"), _alice.Deletion(target), _alice.Event(20_001, "b"), _alice.Note("last")];
        var client = await SendAsync(events);
        for (var i = events.Length - 1; i > 0; i--)
            _gate.Decide(events[i]);
        Assert.Empty(_ephemeral);

        _gate.Decide(target);
        await client.Outbox.WaitForCountAsync(events.Length);
        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
        Assert.Equal([events[1].Id, events[3].Id], _ephemeral);
        Assert.Equal([events[2].Id], _deletions);
        Assert.Equal([target.Id, events[2].Id, events[4].Id], _store.Received.Select(static e => e.Id));
    }

    [Fact]
    public async Task Events_of_a_session_that_has_ended_are_decided_and_stored()
    {
        var events = Notes(3);
        var client = await SendAsync(events);
        var closed = client.Session.CloseAsync().AsTask();
        Assert.False(closed.IsCompleted);
        _gate.Decide(events[2]);
        _gate.Decide(events[1], Verdict.Blocked("no"));
        _gate.Decide(events[0]);
        await closed.Within("the end of the session");

        Assert.Equal([events[0].Id, events[2].Id], _store.Received.Select(static e => e.Id));
        Assert.Empty(_relay.Log.Errors);
    }

    [Fact]
    public async Task A_session_waits_for_a_verdict_until_the_deadline_of_hooks()
    {
        var client = await SendAsync(Notes(1));
        var closed = client.Session.CloseAsync().AsTask();
        Assert.Equal(1, _relay.Engine.Connections);

        _relay.Time.Advance(_relay.Options.Limits.HookPatience);
        await closed.Within("the end of the session");
        Assert.Equal(0, _relay.Engine.Connections);
        Assert.Empty(_store.Received);
    }

    [Fact]
    public async Task A_relay_that_stops_gives_up_what_nobody_decides_on()
    {
        var events = Notes(2);
        var client = await SendAsync(events);
        _gate.Decide(events[0]);
        await client.Outbox.WaitForCountAsync(1);
        _ = client.Session.CloseAsync().AsTask();

        // The session ends at once when its event is given up, which leaves a tenth of this time for it.
        Assert.True(await _relay.Engine.StopAsync(TimeSpan.FromSeconds(4)).Within("the engine's end"));
        Assert.Equal([events[0].Id], _store.Received.Select(static e => e.Id));
        Assert.Empty(_relay.Log.Errors);
    }
}
