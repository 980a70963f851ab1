using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Hooks around events on their way in.</summary>
public sealed class EventHookTests
{
    readonly ConcurrentQueue<string> _calls = new();
    readonly Author _alice = new();

    Verdict Note(string call, Verdict verdict)
    {
        _calls.Enqueue(call);
        return verdict;
    }

    [Fact]
    public async Task Handlers_are_asked_in_order_and_the_first_refusal_wins()
    {
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectEvent((_, _) => Note("first", Verdict.Accept))
            .RejectEvent(async (_, _, cancel) =>
            {
                await Task.Yield();
                cancel.ThrowIfCancellationRequested();
                return Note("second", Verdict.Blocked("not today"));
            })
            .RejectEvent((_, _) => Note("third", Verdict.Invalid("never asked"))));
        var client = await relay.ConnectAsync();
        var e = _alice.Note();

        Assert.Equal(RecordingOutbox.Ok(e, false, "blocked: not today"), await client.PublishAsync(e));
        Assert.Equal(["first", "second"], _calls);
    }

    [Fact]
    public async Task Handlers_see_their_client_and_the_event()
    {
        (long, Bytes32) seen = default;
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().RejectEvent((client, e) =>
        {
            seen = (client.Id, e.Id);
            return Verdict.Accept;
        }));
        await relay.ConnectAsync();
        var second = await relay.ConnectAsync();
        var e = _alice.Note();
        await second.PublishAsync(e);

        Assert.Equal((2, e.Id), seen);
    }

    [Fact]
    public async Task Requests_to_vanish_are_asked_about_by_a_hook_of_their_own()
    {
        await using var relay = new TestEngine(
            relay => relay
                .UseInMemoryStore()
                .RejectEvent((_, _) => Note("event", Verdict.Blocked("no")))
                .RejectVanish((_, _) => Note("first", Verdict.Accept))
                .RejectVanish((_, _, _) => new(Note("second", Verdict.RateLimited("later")))),
            new RelayOptions { PublicUrl = "wss://relay.example.com" });
        var client = await relay.ConnectAsync();
        var request = _alice.Event(Kind.Vanish, tags: [["relay", "ALL_RELAYS"]]);

        Assert.Equal(RecordingOutbox.Ok(request, false, "rate-limited: later"), await client.PublishAsync(request));
        Assert.Equal(["first", "second"], _calls);
        await client.PublishAsync(_alice.Note());
        Assert.Equal(["first", "second", "event"], _calls);
    }

    [Fact]
    public async Task Invalid_and_known_events_are_not_asked_about()
    {
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().RejectEvent((_, e) => Note(e.Content, Verdict.Accept)));
        var client = await relay.ConnectAsync();
        var e = _alice.Note("once");
        await client.PublishAsync(e);
        await client.PublishAsync(e);
        var forged = _alice.Note("forged").Record.ToArray();
        forged[64] ^= 1;
        await client.PublishAsync(new NostrEvent(new EventView(forged)));
        await client.PublishAsync(_alice.Note("protected", tags: ["-"]));

        Assert.Equal(["once"], _calls);
    }

    [Fact]
    public async Task Shadowed_event_is_answered_ok_and_neither_stored_nor_sent()
    {
        var saved = new ConcurrentQueue<Bytes32>();
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectEvent((_, e) => e.Content == "shadow" ? Verdict.Shadow : Verdict.Accept)
            .OnEventSaved((_, e) => saved.Enqueue(e.Id)));
        var client = await relay.ConnectAsync();
        await client.QueryAsync("live", "{}");
        var (shadowed, ephemeral, next) = (_alice.Note("shadow"), _alice.Event(20001, "shadow"), _alice.Note("next"));

        Assert.Equal(RecordingOutbox.Ok(shadowed), await client.PublishAsync(shadowed));
        Assert.Equal(RecordingOutbox.Ok(ephemeral), await client.PublishAsync(ephemeral));
        await client.PublishAsync(next);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("live", next));
        Assert.DoesNotContain(RecordingOutbox.EventMessage("live", shadowed), client.Messages);
        Assert.DoesNotContain(RecordingOutbox.EventMessage("live", ephemeral), client.Messages);
        Assert.Equal([RecordingOutbox.EventMessage("q", next), """["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
        Assert.Equal([next.Id], saved);
    }

    [Fact]
    public async Task Refusal_beats_an_earlier_shadow()
    {
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore().RejectEvent((_, _) => Verdict.Shadow).RejectEvent((_, _) => Verdict.Blocked("no")));
        var client = await relay.ConnectAsync();
        var e = _alice.Note();

        Assert.Equal(RecordingOutbox.Ok(e, false, "blocked: no"), await client.PublishAsync(e));
    }

    [Fact]
    public async Task Slow_handler_keeps_the_order_of_events()
    {
        var gate = new Gate();
        gate.Close();
        var saved = new ConcurrentQueue<string>();
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectEvent(async (_, e, _) =>
            {
                if (e.Content == "slow")
                    await gate.PassAsync();
                return Verdict.Accept;
            })
            .OnEventSaved((_, e) => saved.Enqueue(e.Content)));
        var client = await relay.ConnectAsync();
        foreach (var content in new[] { "slow", "quick", "last" })
            await client.SendEventAsync(_alice.Note(content));
        await gate.ArrivalAsync();
        Assert.Empty(client.Messages);
        gate.Open();
        await client.Outbox.WaitForCountAsync(3);
        await client.Session.CloseAsync();

        Assert.Equal(["slow", "quick", "last"], saved);
    }

    [Fact]
    public async Task Handler_that_throws_is_an_internal_error_logged_once_and_the_connection_lives()
    {
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore()
            .RejectEvent((_, e) => e.Content == "bad" ? throw new InvalidOperationException("secret") : Verdict.Accept));
        var client = await relay.ConnectAsync();
        var (bad, good) = (_alice.Note("bad"), _alice.Note("good"));

        Assert.Equal(RecordingOutbox.Ok(bad, false, "error: internal error"), await client.PublishAsync(bad));
        Assert.Equal(RecordingOutbox.Ok(good), await client.PublishAsync(good));
        Assert.Single(relay.Log.Errors);
    }

    [Fact]
    public async Task Saved_hook_runs_after_the_store_has_it_for_new_events_only()
    {
        var found = new ConcurrentQueue<bool>();
        var store = new InMemoryStore();
        await using var relay = new TestEngine(relay => relay.UseStore(store).OnEventSaved((_, e) => found.Enqueue(store.Contains(e.Id))));
        var client = await relay.ConnectAsync();
        var e = _alice.Note();
        await client.PublishAsync(e);
        await client.PublishAsync(e);
        await client.PublishAsync(_alice.Event(20001));
        await client.Session.CloseAsync();

        Assert.Equal([true], found);
    }

    [Fact]
    public async Task Ephemeral_hook_runs_for_ephemeral_events_before_they_are_passed_on()
    {
        var seen = new ConcurrentQueue<int>();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().OnEphemeralEvent((_, e) => seen.Enqueue(e.Kind)));
        var client = await relay.ConnectAsync();
        await client.PublishAsync(_alice.Note());
        await client.PublishAsync(_alice.Event(24133));

        Assert.Equal([24133], seen);
    }

    [Fact]
    public async Task Deleted_hook_learns_of_everything_that_is_gone()
    {
        var gone = new ConcurrentQueue<Bytes32>();
        var relay = new TestEngine(relay => relay.UseInMemoryStore().OnEventDeleted(e => gone.Enqueue(e.Id)));
        var client = await relay.ConnectAsync();
        var (deleted, replaced) = (_alice.Note(), _alice.Event(10002));
        foreach (var e in new[] { deleted, replaced, _alice.Deletion(deleted), _alice.Event(10002) })
            await client.PublishAsync(e);
        await relay.DisposeAsync();

        Assert.Equal([deleted.Id, replaced.Id], gone);
    }

    [Fact]
    public async Task Deletion_spares_what_a_hook_protects_and_asks_about_named_own_events_only()
    {
        var asked = new ConcurrentQueue<Bytes32>();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().OverwriteDeletionOutcome((target, _) =>
        {
            asked.Enqueue(target.Id);
            return target.Content == "keep" ? Verdict.Blocked("kept") : Verdict.Accept;
        }));
        var client = await relay.ConnectAsync();
        var bob = new Author();
        var (keep, drop, foreign) = (_alice.Note("keep"), _alice.Note("drop"), bob.Note());
        var (named, other) = (_alice.Event(30023, "keep", tags: ["d", ""]), _alice.Event(30023, "keep", tags: ["d", "other"]));
        foreach (var e in new[] { keep, drop, foreign, named, other })
            await client.PublishAsync(e);
        var request = _alice.Event(5, tags:
        [
            ["e", keep.Id.ToString()], ["e", drop.Id.ToString()], ["e", foreign.Id.ToString()],
            ["a", $"30023:{_alice.Hex}:"], ["a", $"30023:{bob.Hex}:"],
        ]);
        Assert.Equal(RecordingOutbox.Ok(request), await client.PublishAsync(request));

        Assert.Equal(new[] { keep.Id, drop.Id, named.Id }.Order(), asked.Order());
        var left = await client.QueryAsync("q", "{\"kinds\":[1,30023]}");
        var expected = new[] { other, named, foreign, keep }.Select(static e => RecordingOutbox.EventMessage("q", e));
        Assert.Equal(expected.Append("""["EOSE","q"]"""), left);
    }

    [Fact]
    public async Task Request_to_vanish_is_not_asked_about()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().OverwriteDeletionOutcome((_, _) => Note("asked", Verdict.Blocked("no"))));
        var client = await relay.ConnectAsync();
        await client.PublishAsync(_alice.Note(at: 1000));
        await client.PublishAsync(_alice.Event(62, at: 1000, tags: ["relay", "ALL_RELAYS"]));

        Assert.Empty(_calls);
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{\"kinds\":[1]}"));
    }

    [Fact]
    public async Task Embedding_program_publishes_by_the_same_rules()
    {
        var saved = new ConcurrentQueue<Bytes32>();
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectEvent((client, e) => e.Content == "bad" && client.IsLoopback ? Verdict.Blocked("no") : Verdict.Accept)
            .OnEventSaved((_, e) => saved.Enqueue(e.Id)));
        var client = await relay.ConnectAsync();
        await client.QueryAsync("live", "{}");
        var (good, ephemeral) = (_alice.Note(), _alice.Event(20001));

        Assert.Equal("blocked: no", (await relay.Engine.PublishAsync(_alice.Note("bad"))).Message);
        Assert.StartsWith("invalid: ", (await relay.Engine.PublishAsync(_alice.Event(22242))).Message, StringComparison.Ordinal);
        Assert.True((await relay.Engine.PublishAsync(good)).IsAccepted);
        Assert.Equal(StoreStatus.Duplicate, (await relay.Engine.PublishAsync(good)).Status);
        Assert.True((await relay.Engine.PublishAsync(ephemeral)).IsAccepted);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("live", good));
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("live", ephemeral));
        Assert.Equal([good.Id], saved);
    }
}
