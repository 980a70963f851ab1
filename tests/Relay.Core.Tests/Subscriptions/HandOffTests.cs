using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>From stored events to live ones: none is lost and none comes twice.</summary>
public sealed class HandOffTests : IAsyncDisposable
{
    readonly GatedStore _store = new(new FakeTime());
    readonly TestEngine _relay;
    readonly Author _alice = new();

    public HandOffTests() => _relay = new TestEngine(relay => relay.UseStore(_store));

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    static IEnumerable<string> EventsOf(TestClient client, string id) =>
        client.Messages.Where(message => message.StartsWith($"[\"EVENT\",\"{id}\"", StringComparison.Ordinal));

    [Fact]
    public async Task Event_stored_while_the_query_runs_comes_once_after_eose()
    {
        var (reader, writer) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        var (before, during, other, after) = (_alice.Note("before"), _alice.Note("during"), _alice.Event(7), _alice.Note("after"));
        await writer.QueryAsync("all", "{}");
        await writer.PublishAsync(before);
        _store.Querying.Close();
        await reader.RequestAsync("q", "{\"kinds\":[1]}");
        await _store.Querying.ArrivalAsync();
        await writer.PublishAsync(during);
        await writer.PublishAsync(other);
        // The fan-out has passed both events.
        await writer.Outbox.WaitForAsync(RecordingOutbox.EventMessage("all", other));
        Assert.Empty(reader.Messages);
        _store.Querying.Open();
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", during));
        await writer.PublishAsync(after);
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", after));

        Assert.Equal(
            [
                RecordingOutbox.EventMessage("q", before), """["EOSE","q"]""", RecordingOutbox.EventMessage("q", during),
                RecordingOutbox.EventMessage("q", after),
            ],
            reader.Messages);
    }

    [Fact]
    public async Task Version_that_is_replaced_while_the_query_runs_is_sent_before_EOSE_and_the_new_one_after()
    {
        var (reader, writer) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        var (older, newer) = (_alice.Event(10002, "older"), _alice.Event(10002, "newer"));
        await writer.PublishAsync(older);
        _store.Querying.Close();
        await reader.RequestAsync("q", "{}");
        await _store.Querying.ArrivalAsync();
        await writer.PublishAsync(newer);
        _store.Querying.Open();
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", newer));

        Assert.Equal(
            [RecordingOutbox.EventMessage("q", older), """["EOSE","q"]""", RecordingOutbox.EventMessage("q", newer)], reader.Messages);
    }

    [Fact]
    public async Task Hidden_and_expired_events_are_not_caught_up_with()
    {
        var (reader, writer) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        _store.Querying.Close();
        await reader.RequestAsync("q", "{}");
        await _store.Querying.ArrivalAsync();
        await writer.PublishAsync(_alice.Event(1059, tags: ["p", _alice.Hex]));
        await writer.PublishAsync(_alice.Note("expires", tags: ["expiration", $"{_relay.Time.Now + 5}"]));
        var visible = _alice.Note("visible");
        await writer.PublishAsync(visible);
        _relay.Time.Set(TimeSpan.FromSeconds(5));
        _store.Querying.Open();
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", visible));

        Assert.Equal(["""["EOSE","q"]""", RecordingOutbox.EventMessage("q", visible)], reader.Messages);
    }

    [Fact]
    public async Task Ephemeral_event_is_sent_at_once_to_live_subscriptions_and_after_eose_to_others()
    {
        var (live, catching) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await live.QueryAsync("q", "{}");
        _store.Querying.Close();
        await catching.RequestAsync("q", "{}");
        await _store.Querying.ArrivalAsync();
        var e = _alice.Event(20001);
        await live.PublishAsync(e);
        await live.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
        Assert.Empty(catching.Messages);
        _store.Querying.Open();
        await catching.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));

        Assert.Equal(["""["EOSE","q"]""", RecordingOutbox.EventMessage("q", e)], catching.Messages);
    }

    [Fact]
    public async Task Ephemeral_events_beyond_the_bound_are_dropped_and_the_subscription_lives()
    {
        var (live, catching) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await live.QueryAsync("q", "{}");
        _store.Querying.Close();
        await catching.RequestAsync("q", "{}");
        await _store.Querying.ArrivalAsync();
        for (var i = 0; i <= HeldEvents.MaxEvents; i++)
            await _relay.Engine.Fanout.PublishAsync(new LiveEvent(_alice.Event(20001, $"{i}")));
        await live.Outbox.WaitForCountAsync(1 + HeldEvents.MaxEvents + 1);
        _store.Querying.Open();
        await catching.Outbox.WaitForCountAsync(1 + HeldEvents.MaxEvents);
        var note = _alice.Note("next");
        await live.PublishAsync(note);
        await catching.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", note));

        Assert.Equal(1 + HeldEvents.MaxEvents + 1, catching.Messages.Count);
    }

    [Fact]
    public async Task Large_ephemeral_events_that_wait_for_the_stored_ones_are_bounded_by_their_bytes()
    {
        const int count = 30;
        var (live, catching) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await live.QueryAsync("q", "{}");
        _store.Querying.Close();
        await catching.RequestAsync("q", "{}");
        await _store.Querying.ArrivalAsync();
        await catching.RequestAsync("other", "{}");
        await _store.Querying.ArrivalAsync();
        var large = new string('x', 400_000);
        for (var i = 0; i < count; i++)
            await _relay.Engine.Fanout.PublishAsync(new LiveEvent(_alice.Event(20001, large)));
        await live.Outbox.WaitForCountAsync(1 + count);
        var waiting = _relay.Engine.Budgets.Backlogs.Used;
        Assert.InRange(waiting, 1, new LimitsOptions().OutboxMaxBytes);
        _store.Querying.Open();
        var kept = (int)(waiting / (2 * 400_000));
        await catching.Outbox.WaitForCountAsync(2 + kept);
        var note = _alice.Note("next");
        await live.PublishAsync(note);
        await catching.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", note));
        await catching.Outbox.WaitForAsync(RecordingOutbox.EventMessage("other", note));

        Assert.Equal(2 + kept + 2, catching.Messages.Count);
        Assert.Equal(0, _relay.Engine.Budgets.Backlogs.Used);
    }

    [Fact]
    public async Task Events_that_wait_for_the_stored_ones_are_no_part_of_what_waits_to_be_sent_and_each_address_has_its_part()
    {
        // A store serves one relay at a time.
        await _relay.DisposeAsync();
        await using var relay = new TestEngine(
            relay => relay.UseStore(_store), new RelayOptions { Memory = new MemoryOptions { OutboxesMiB = 8 } });
        var live = await relay.ConnectAsync();
        await live.QueryAsync("q", "{}");
        _store.Querying.Close();
        TestClient[] same = [await relay.ConnectAsync("192.0.2.1"), await relay.ConnectAsync("192.0.2.1")];
        var other = await relay.ConnectAsync("192.0.2.2");
        foreach (var client in same.Append(other))
        {
            await client.RequestAsync("q", "{}");
            await _store.Querying.ArrivalAsync();
        }
        const int count = 20, each = 100_000;
        for (var i = 0; i < count; i++)
            await relay.Engine.Fanout.PublishAsync(new LiveEvent(_alice.Event(20001, new string('x', each))));
        await live.Outbox.WaitForCountAsync(1 + count);

        var budgets = relay.Engine.Budgets;
        Assert.Equal((0, 2), (budgets.Outboxes.Used, budgets.BacklogsByAddress.Count));
        Assert.InRange(budgets.Backlogs.Used, budgets.Backlogs.Limit - 2 * each - 1000, budgets.Backlogs.Limit);
        _store.Querying.Open();
        foreach (var client in same.Append(other))
            await client.Outbox.WaitForAsync("""["EOSE","q"]""");
        foreach (var client in same.Append(other))
            await client.Session.CloseAsync();
        Assert.Equal((0, 0), (budgets.Backlogs.Used, budgets.BacklogsByAddress.Count));
        // At most 1.5 MiB, the part of one address, and 2 MiB in all.
        var ofAddress = same.Sum(static client => EventsOf(client, "q").Count());
        Assert.InRange(ofAddress, 6, 7);
        Assert.Equal(10, ofAddress + EventsOf(other, "q").Count());
    }

    [Theory]
    [InlineData("prevent")]
    [InlineData("overwrite")]
    public async Task Event_on_which_a_hook_fails_while_catching_up_is_left_out_and_the_next_one_comes(string bad)
    {
        // A store serves one relay at a time.
        await _relay.DisposeAsync();
        await using var relay = new TestEngine(relay => relay
            .UseStore(_store)
            .PreventBroadcast((_, e) => e.Content == "prevent" ? throw new InvalidOperationException() : false)
            .OverwriteResponseEvent((_, e) => e.Content == "overwrite" ? null! : e));
        var (reader, writer) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        _store.Querying.Close();
        await reader.RequestAsync("q", "{}");
        await _store.Querying.ArrivalAsync();
        var good = _alice.Note("good");
        await writer.PublishAsync(_alice.Note(bad));
        await writer.PublishAsync(good);
        _store.Querying.Open();
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", good));

        Assert.Equal(["""["EOSE","q"]""", RecordingOutbox.EventMessage("q", good)], reader.Messages);
        Assert.Single(relay.Log.Errors);
    }

    [Fact]
    public async Task Catching_up_is_done_in_turns_and_told_as_what_queries_look_at()
    {
        // A store serves one relay at a time.
        await _relay.DisposeAsync();
        var (scanned, turns, reads) = (0L, 0, 0);
        await using var relay = new TestEngine(relay => relay.UseStore(_store).OnQueryCost((_, cost) =>
        {
            Interlocked.Add(ref scanned, cost.Scanned);
            return Verdict.Accept;
        }));
        var (reader, writer) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await writer.QueryAsync("all", "{\"kinds\":[1]}");
        _store.Querying.Close();
        await reader.RequestAsync("q", "{\"kinds\":[7]}");
        await _store.Querying.ArrivalAsync();
        const int count = 30;
        var events = Enumerable.Range(0, count).Select(i => _alice.Note($"{i}")).ToArray();
        foreach (var e in events)
            await writer.PublishAsync(e);
        await writer.Outbox.WaitForAsync(RecordingOutbox.EventMessage("all", events[^1]));
        _store.Reading = () => (turns, reads) = (turns + (Turn.IsHere ? 1 : 0), reads + 1);
        var before = Interlocked.Read(ref scanned);
        _store.Querying.Open();
        var reaction = _alice.Event(7);
        await reader.Outbox.WaitForAsync("""["EOSE","q"]""");
        await writer.PublishAsync(reaction);
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", reaction));

        Assert.Equal(reads, turns);
        Assert.InRange(turns, 1, 3);
        // Once for the query, which leaves out newer events, and once for catching up.
        Assert.InRange(Interlocked.Read(ref scanned) - before, 2 * count, 2 * count + 2);
    }

    [Fact]
    public async Task Closed_while_catching_up_hears_nothing_more()
    {
        var (reader, writer) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await writer.QueryAsync("all", "{}");
        _store.Querying.Close();
        await reader.RequestAsync("q", "{}");
        await _store.Querying.ArrivalAsync();
        await reader.SayAsync("[\"CLOSE\",\"q\"]");
        _store.Querying.Open();
        var e = _alice.Note();
        await writer.PublishAsync(e);
        await writer.Outbox.WaitForAsync(RecordingOutbox.EventMessage("all", e));

        Assert.Empty(reader.Messages);
        Assert.Equal(1, _relay.Engine.Subscriptions);
    }

    [Fact]
    public async Task Every_event_arrives_exactly_once_whenever_a_subscription_begins()
    {
        const int writers = 4;
        const int eventsEach = 150;
        await using var relay = new TestEngine(
            null, new RelayOptions { Limits = new LimitsOptions { DefaultLimit = 10_000, MaxLimit = 10_000 } });
        var authors = Enumerable.Range(0, writers).Select(static _ => new Author()).ToArray();
        var events = authors.Select(static author => Enumerable.Range(0, eventsEach).Select(i => author.Note($"{i}")).ToArray()).ToArray();
        var readers = new List<TestClient>();
        var writing = authors.Select((_, writer) => Task.Run(async () =>
        {
            var client = await relay.ConnectAsync();
            foreach (var e in events[writer])
                await client.SendEventAsync(e);
            await client.Outbox.WaitForCountAsync(eventsEach);
        })).ToArray();
        while (!Task.WhenAll(writing).IsCompleted)
        {
            var reader = await relay.ConnectAsync();
            readers.Add(reader);
            await reader.QueryAsync("q", "{\"kinds\":[1]}", "{}");
            if (readers.Count == 300)
                await Task.WhenAll(writing);
        }
        await Task.WhenAll(writing);

        var messages = events.SelectMany(static each => each).Select(static e => RecordingOutbox.EventMessage("q", e));
        var expected = messages.Order(StringComparer.Ordinal).ToArray();
        foreach (var reader in readers)
        {
            await reader.Outbox.WaitForCountAsync(expected.Length + 1);
            Assert.Equal(expected, EventsOf(reader, "q").Order(StringComparer.Ordinal));
        }
        Assert.Empty(relay.Log.Errors);
    }

    [Fact]
    public async Task Subscriptions_that_are_replaced_again_and_again_hear_every_event_of_the_last_one_once()
    {
        var (reader, writer) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        var events = Enumerable.Range(0, 300).Select(i => _alice.Note($"{i}")).ToArray();
        var writing = Task.Run(async () =>
        {
            foreach (var e in events)
                await writer.SendEventAsync(e);
        });
        for (var i = 0; i < 100; i++)
            await reader.RequestAsync("q", "{\"limit\":500}", $"{{\"kinds\":[{i}]}}");
        var last = await reader.QueryAsync("last", "{\"limit\":500}");
        await writing;
        await writer.Outbox.WaitForCountAsync(events.Length);
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("last", events[^1]));

        Assert.Equal(
            events.Select(static e => RecordingOutbox.EventMessage("last", e)).Order(StringComparer.Ordinal),
            EventsOf(reader, "last").Order(StringComparer.Ordinal));
        Assert.Equal("""["EOSE","last"]""", last[^1]);
        Assert.Equal(2, _relay.Engine.Subscriptions);
    }
}
