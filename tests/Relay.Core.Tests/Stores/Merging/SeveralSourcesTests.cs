using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>A relay whose events come from several sources that share no numbers.</summary>
public sealed class SeveralSourcesTests
{
    readonly Author _alice = new();
    readonly FakeTime _time = new();

    async Task<InMemoryStore> StoreOfAsync(params NostrEvent[] events)
    {
        var store = new InMemoryStore(_time);
        foreach (var e in events)
            Assert.Equal(StoreStatus.Stored, (await store.AdmitAsync(e, default)).Status);
        return store;
    }

    static async ValueTask WriteAsync(IEventSink sink, IEnumerable<NostrEvent> events, CancellationToken cancel)
    {
        foreach (var e in events)
        {
            while (!sink.TryWrite(e.View))
                await sink.WaitForRoomAsync(cancel);
        }
    }

    static IEnumerable<string> Answer(params NostrEvent[] events) =>
        events.Select(static e => RecordingOutbox.EventMessage("q", e)).Append("""["EOSE","q"]""");

    [Fact]
    public async Task Results_are_merged_newest_first_and_each_event_comes_once()
    {
        var notes = Enumerable.Range(0, 6).Select(i => _alice.Note($"{i}", Author.FirstTime + i / 2)).ToArray();
        var one = await StoreOfAsync(notes[0], notes[2], notes[3], notes[5]);
        var other = await StoreOfAsync(notes[1], notes[3], notes[4], notes[5]);
        await using var relay = new TestEngine(relay => relay.UseStore(one).UseStore(other));
        var client = await relay.ConnectAsync();
        var ordered = notes.OrderByDescending(static e => e.CreatedAt).ThenBy(static e => e.Id).ToArray();

        Assert.Equal(Answer(ordered), await client.QueryAsync("q", "{}"));
        Assert.Equal(Answer(ordered[..3]), await client.QueryAsync("q", "{\"limit\":3}"));
        Assert.Equal(Answer(ordered[..3]), await client.QueryAsync("q", "{\"limit\":3}", "{\"limit\":1}"));
    }

    [Fact]
    public async Task Many_results_pass_through_bounded_buffers()
    {
        var notes = Enumerable.Range(0, 900).Select(i => _alice.Note($"{i}")).ToArray();
        var even = notes.Where(static (_, i) => i % 2 == 0).Reverse().ToArray();
        var odd = notes.Where(static (_, i) => i % 2 == 1).Reverse().ToArray();
        await using var relay = new TestEngine(relay => relay
            .QueryEvents((_, _, sink, cancel) => WriteAsync(sink, even, cancel))
            .QueryEvents(async (_, _, sink, cancel) =>
            {
                await Task.Yield();
                await WriteAsync(sink, odd, cancel);
            }));
        var client = await relay.ConnectAsync();

        Assert.Equal(Answer([.. notes.Reverse()]), await client.QueryAsync("q", "{\"limit\":1000}"));
        Assert.Equal(Answer([.. notes.Reverse().Take(500)]), await client.QueryAsync("q", "{\"limit\":500}"));
    }

    [Fact]
    public async Task Event_that_a_query_finds_before_it_is_announced_comes_once()
    {
        var (one, other) = (new InMemoryStore(_time), new GatedStore(_time));
        await using var relay = new TestEngine(relay => relay.UseStore(one).UseStore(other));
        var (writer, reader) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        var (first, second) = (_alice.Note("first"), _alice.Note("second"));
        other.Storing.Close();
        await writer.SendEventAsync(first);
        // One store has it, and it is announced once the other has it, too.
        await other.Storing.ArrivalAsync();
        Assert.Equal(Answer(first), await reader.QueryAsync("q", "{}"));
        other.Storing.Open();
        await writer.SendEventAsync(second);
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", second));

        Assert.Equal([.. Answer(first), RecordingOutbox.EventMessage("q", second)], reader.Messages);
        // Only once: the same event may come again after it was removed.
        await one.RemoveEventsAsync([first.Id], default);
        await other.RemoveEventsAsync([first.Id], default);
        await writer.SendEventAsync(first);
        await reader.Outbox.WaitForCountAsync(4);
        Assert.Equal(RecordingOutbox.EventMessage("q", first), reader.Messages[^1]);
    }

    [Fact]
    public async Task What_matches_no_filter_is_hidden_or_expired_is_dropped()
    {
        var note = _alice.Note();
        NostrEvent[] wrong =
        [
            _alice.Event(7), _alice.Event(4), _alice.Event(1059, tags: ["p", _alice.Hex]), new Author().Note(),
            _alice.Note("old", tags: ["expiration", "5"]),
        ];
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().QueryEvents((_, _, sink, cancel) => WriteAsync(sink, [.. wrong, note], cancel)));
        var client = await relay.ConnectAsync();

        Assert.Equal(Answer(note), await client.QueryAsync("q", $"{{\"kinds\":[1,4,1059],\"authors\":[\"{_alice.Hex}\"]}}"));
    }

    [Fact]
    public async Task Source_that_repeats_itself_out_of_order_is_sent_once_each()
    {
        var (one, other) = (_alice.Note("one"), _alice.Note("other"));
        await using var relay = new TestEngine(
            relay => relay.QueryEvents((_, _, sink, cancel) => WriteAsync(sink, [one, other, one, other, other], cancel)));
        var client = await relay.ConnectAsync();

        Assert.Equal(Answer(one, other), await client.QueryAsync("q", "{}"));
    }

    [Fact]
    public async Task Source_that_fails_closes_the_subscription_and_stops_the_others()
    {
        var stopped = new TaskCompletionSource();
        await using var relay = new TestEngine(relay => relay
            .QueryEvents(async (_, _, _, cancel) =>
            {
                await new TaskCompletionSource().Task.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stopped.SetResult();
            })
            .QueryEvents(async (_, _, _, _) =>
            {
                await Task.Yield();
                throw new InvalidOperationException();
            }));
        var client = await relay.ConnectAsync();

        Assert.Equal(["""["CLOSED","q","error: internal error"]"""], await client.QueryAsync("q", "{}"));
        await stopped.Task.Within("the end of the other source");
        Assert.Single(relay.Log.Errors);
    }

    [Fact]
    public async Task Failure_of_the_only_source_is_told()
    {
        await using var relay = new TestEngine(relay => relay.QueryEvents((_, _, _, _) => throw new InvalidOperationException()));
        var client = await relay.ConnectAsync();

        Assert.Equal(["""["CLOSED","q","error: internal error"]"""], await client.QueryAsync("q", "{}"));
        Assert.Single(relay.Log.Errors);
    }

    [Fact]
    public async Task Client_may_open_the_subscription_again_at_the_very_moment_it_hears_of_its_end()
    {
        var isFirst = true;
        await using var relay = new TestEngine(relay => relay.QueryEvents((_, _, _, _) =>
        {
            if (!isFirst)
                return default;
            isFirst = false;
            throw new InvalidOperationException();
        }));
        var client = await relay.ConnectAsync();
        client.Outbox.Sent = message =>
        {
            if (message.StartsWith("[\"CLOSED\"", StringComparison.Ordinal))
                Assert.True(client.RequestAsync("q", "{}").IsCompletedSuccessfully);
        };

        Assert.Equal(["""["CLOSED","q","error: internal error"]"""], await client.QueryAsync("q", "{}"));
        await client.Outbox.WaitForAsync("""["EOSE","q"]""");
        // The client learns of the end of the first one before it is counted out.
        await Eventually.HoldsAsync(() => relay.Engine.Subscriptions == 1, "the end of the first subscription");
        await client.SayAsync("[\"CLOSE\",\"q\"]");
        Assert.Equal(0, relay.Engine.Subscriptions);
    }

    [Theory]
    [InlineData(true, "{}", 500 + LimitProbe.MaxTies + 1)]
    [InlineData(true, "{\"limit\":3}", 3 + 1)]
    [InlineData(false, "{}", 500)]
    [InlineData(false, "{\"limit\":3}", 3)]
    public async Task Lambda_sees_the_client_and_the_filters_with_their_limits(bool hints, string filter, int limit)
    {
        (long? Client, int? Limit) seen = default;
        await using var relay = new TestEngine(relay => relay.QueryEvents((client, filters, _, _) =>
        {
            seen = (client?.Id, filters[0].Limit);
            return default;
        }), new RelayOptions { Protocol = new ProtocolOptions { EoseHints = hints } });
        await (await relay.ConnectAsync()).QueryAsync("q", filter);

        Assert.Equal((1, limit), seen);
    }

    [Fact]
    public async Task Event_goes_to_every_store_and_is_refused_if_one_refuses()
    {
        var e = _alice.Note();
        var (one, other) = (await StoreOfAsync(), await StoreOfAsync());
        await using var relay = new TestEngine(relay => relay.UseStore(one).UseStore(other));
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{}");
        Assert.Equal(RecordingOutbox.Ok(e), await client.PublishAsync(e));
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
        Assert.True(one.Contains(e.Id) && other.Contains(e.Id));

        var half = _alice.Note("half");
        await one.AdmitAsync(half, default);
        Assert.Equal(RecordingOutbox.Ok(half), await client.PublishAsync(half));
        Assert.Equal(RecordingOutbox.Ok(half, true, "duplicate: already have this event"), await client.PublishAsync(half));

        var refused = _alice.Note("refused");
        await other.AdmitAsync(_alice.Deletion(refused), default);
        Assert.Equal(RecordingOutbox.Ok(refused, false, "blocked: this event was deleted"), await client.PublishAsync(refused));
    }

    [Fact]
    public async Task Removals_of_every_store_are_told()
    {
        var gone = new ConcurrentQueue<Bytes32>();
        var relay = new TestEngine(relay => relay.UseInMemoryStore().UseInMemoryStore().OnEventDeleted(e => gone.Enqueue(e.Id)));
        var client = await relay.ConnectAsync();
        var e = _alice.Note();
        await client.PublishAsync(e);
        await client.PublishAsync(_alice.Deletion(e));
        await relay.DisposeAsync();

        Assert.Equal([e.Id, e.Id], gone);
    }

    [Fact]
    public async Task Relay_without_any_store_passes_events_on()
    {
        await using var relay = new TestEngine(static _ => { });
        var client = await relay.ConnectAsync();
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
        foreach (var e in new[] { _alice.Note(), _alice.Event(10002), _alice.Deletion(), _alice.Event(20001) })
        {
            Assert.Equal(RecordingOutbox.Ok(e), await client.PublishAsync(e));
            await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
        }
    }

    [Fact]
    public async Task Event_that_comes_while_the_query_runs_is_sent_after_eose_unless_the_query_gave_it()
    {
        var gate = new Gate();
        var (stored, coming) = (_alice.Note("stored"), _alice.Note("coming"));
        await using var relay = new TestEngine(relay => relay.QueryEvents(async (_, _, sink, cancel) =>
        {
            await gate.PassAsync().WaitAsync(cancel);
            await WriteAsync(sink, [stored], cancel);
        }));
        var (reader, writer) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await writer.QueryAsync("all", "{\"limit\":0}");
        gate.Close();
        await reader.RequestAsync("q", "{}");
        await gate.ArrivalAsync();
        await writer.PublishAsync(stored);
        await writer.PublishAsync(coming);
        await writer.Outbox.WaitForAsync(RecordingOutbox.EventMessage("all", coming));
        gate.Open();
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", coming));

        Assert.Equal(
            [RecordingOutbox.EventMessage("q", stored), """["EOSE","q"]""", RecordingOutbox.EventMessage("q", coming)],
            reader.Messages);
    }

    [Fact]
    public async Task As_many_events_as_allowed_wait_for_eose_and_one_more_closes_the_subscription()
    {
        var gate = new Gate();
        await using var relay = new TestEngine(
            relay => relay.QueryEvents(async (_, _, _, cancel) => await gate.PassAsync().WaitAsync(cancel)));
        var (full, over, live) = (await relay.ConnectAsync(), await relay.ConnectAsync(), await relay.ConnectAsync());
        await live.QueryAsync("q", "{\"limit\":0}");
        gate.Close();
        await full.RequestAsync("q", "{\"kinds\":[1]}");
        await gate.ArrivalAsync();
        await over.RequestAsync("q", "{}");
        await gate.ArrivalAsync();
        for (var i = 0; i < HeldEvents.MaxEvents; i++)
            await relay.Engine.Fanout.PublishAsync(new LiveEvent(_alice.Note($"{i}")));
        await relay.Engine.Fanout.PublishAsync(new LiveEvent(_alice.Event(7)));
        await live.Outbox.WaitForCountAsync(1 + HeldEvents.MaxEvents + 1);
        gate.Open();
        await full.Outbox.WaitForCountAsync(1 + HeldEvents.MaxEvents);

        Assert.Equal("""["EOSE","q"]""", full.Messages[0]);
        Assert.Equal(["""["CLOSED","q","error: too many new events while the stored ones were sent"]"""], over.Messages);
        Assert.Equal(2, relay.Engine.Subscriptions);
    }
}
