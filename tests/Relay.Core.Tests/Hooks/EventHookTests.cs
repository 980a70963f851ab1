using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Hooks around events on their way in.</summary>
public sealed class EventHookTests
{
    readonly ConcurrentQueue<string> _calls = new();
    readonly Author _alice = new();

    T Note<T>(string call, T verdict)
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
    public async Task Deletion_spares_what_a_hook_protects_and_asks_about_every_named_event()
    {
        var asked = new ConcurrentQueue<Bytes32>();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().OverwriteDeletionOutcome((target, _) =>
        {
            asked.Enqueue(target.Id);
            return target.Content == "keep" ? DeletionOutcome.Spare : DeletionOutcome.Default;
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

        Assert.Equal(new[] { keep.Id, drop.Id, foreign.Id, named.Id }.Order(), asked.Order());
        var left = await client.QueryAsync("q", "{\"kinds\":[1,30023]}");
        var expected = new[] { other, named, foreign, keep }.Select(static e => RecordingOutbox.EventMessage("q", e));
        Assert.Equal(expected.Append("""["EOSE","q"]"""), left);
    }

    [Fact]
    public async Task Hook_lets_a_moderator_delete_what_others_wrote()
    {
        var (moderator, bob) = (new Author(), new Author());
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().OverwriteDeletionOutcome((_, deletion) =>
            deletion.PublicKey == moderator.PublicKey ? DeletionOutcome.Delete : DeletionOutcome.Default));
        var client = await relay.ConnectAsync();
        var article = bob.Event(30023, at: Author.FirstTime, tags: ["d", "x"]);
        NostrEvent[] targets = [_alice.Note(), bob.Note(), article, bob.Event(0, at: Author.FirstTime)];
        NostrEvent[] others = [bob.Event(30023, at: Author.FirstTime, tags: ["d", "y"]), _alice.Note("other")];
        var earlier = _alice.Deletion(_alice.Note("gone"));
        NostrEvent[] all = [.. targets, .. others, earlier];
        foreach (var e in all)
            await client.PublishAsync(e);
        string[][] names =
        [
            ["e", targets[0].Id.ToString()], ["e", targets[1].Id.ToString()], ["e", earlier.Id.ToString()],
            ["a", $"30023:{bob.Hex}:x"], ["a", $"0:{bob.Hex}:"], ["a", $"30023:{bob.Hex}:none"], ["a", $"5:{_alice.Hex}:"],
        ];
        var stranger = new Author().Event(5, at: Author.FirstTime + 10, tags: names);
        Assert.Equal(RecordingOutbox.Ok(stranger), await client.PublishAsync(stranger));
        Assert.Equal(6, (await client.QueryAsync("q", """{"kinds":[0,1,30023]}""")).Count - 1);

        var request = moderator.Event(5, at: Author.FirstTime + 10, tags: names);
        Assert.Equal(RecordingOutbox.Ok(request), await client.PublishAsync(request));
        var left = await client.QueryAsync("q", """{"kinds":[0,1,5,30023]}""");
        Assert.Equal(
            new[] { earlier, stranger, request, others[0], others[1] }.Select(static e => RecordingOutbox.EventMessage("q", e)).Order(),
            left.SkipLast(1).Order());
        foreach (var e in targets)
            Assert.Equal(RecordingOutbox.Ok(e, false, "blocked: this event was deleted"), await client.PublishAsync(e));
        var newer = bob.Event(30023, at: Author.FirstTime + 5, tags: ["d", "x"]);
        Assert.Equal(RecordingOutbox.Ok(newer), await client.PublishAsync(newer));
    }

    [Fact]
    public async Task First_hook_that_does_not_leave_a_deletion_to_the_protocol_decides()
    {
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .OverwriteDeletionOutcome((_, _) => Note("first", DeletionOutcome.Default))
            .OverwriteDeletionOutcome((_, _) => Note("second", DeletionOutcome.Spare))
            .OverwriteDeletionOutcome((_, _) => Note("third", DeletionOutcome.Delete)));
        var client = await relay.ConnectAsync();
        var note = _alice.Note();
        await client.PublishAsync(note);
        await client.PublishAsync(_alice.Deletion(note));

        Assert.Equal(["first", "second"], _calls);
        Assert.Equal(2, (await client.QueryAsync("q", "{\"kinds\":[1]}")).Count);
    }

    [Fact]
    public async Task Hook_is_asked_once_about_each_of_many_named_events_in_small_queries()
    {
        var asked = new ConcurrentQueue<Bytes32>();
        var queries = new ConcurrentQueue<(int Filters, int Ids)>();
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .QueryEvents((_, filters, _, _) =>
            {
                queries.Enqueue((filters.Count, filters.Sum(static filter => filter.Ids?.Count ?? 0)));
                return default;
            })
            .OverwriteDeletionOutcome((target, _) =>
            {
                asked.Enqueue(target.Id);
                return DeletionOutcome.Default;
            }));
        var client = await relay.ConnectAsync();
        var versions = Enumerable.Range(0, 40).Select(i => new Author().Event(30023, at: 1_000, tags: ["d", $"{i}"])).ToArray();
        foreach (var e in versions)
            await relay.Engine.PublishAsync(e);
        var request = _alice.Event(5, tags:
        [
            .. versions.Select(static (e, i) => new[] { "a", $"30023:{e.PublicKey}:{i}" }),
            .. versions.Select(static e => new[] { "e", e.Id.ToString() }),
            .. Enumerable.Range(0, 500).Select(static i => new[] { "e", $"{i:x64}" }),
        ]);
        Assert.Equal(RecordingOutbox.Ok(request), await client.PublishAsync(request));

        Assert.Equal(versions.Select(static e => e.Id).Order(), asked.Order());
        Assert.All(queries, static query => Assert.True(query.Filters <= 16 && query.Ids <= 100));
        Assert.Equal(6 + 3, queries.Count);
    }

    [Fact]
    public async Task Request_to_vanish_is_not_asked_about()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().OverwriteDeletionOutcome((_, _) => Note("asked", DeletionOutcome.Spare)));
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
