using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Sessions while all processors are taken, or while a client keeps one.</summary>
public sealed class SessionTurnsTests : IAsyncDisposable
{
    static readonly Author Alice = new();

    TestEngine _relay = new();
    int _taken;

    public ValueTask DisposeAsync()
    {
        LeaveAll();
        return _relay.DisposeAsync();
    }

    [Fact]
    public async Task Message_waits_for_its_turn_and_is_taken_then()
    {
        var client = await _relay.ConnectAsync();
        TakeAll();
        var asking = client.RequestAsync("q", "{}");
        Assert.False(asking.IsCompleted);
        Assert.Empty(client.Messages);

        LeaveAll();
        await asking.Within("the message's turn");
        await client.Outbox.WaitForAsync("""["EOSE","q"]""");
    }

    [Fact]
    public async Task Signature_waits_for_its_turn_and_the_events_order_is_kept()
    {
        var client = await _relay.ConnectAsync();
        var events = Enumerable.Range(0, 20).Select(static i => Alice.Note($"{i}")).ToList();
        TakeAll();
        var sending = SendAsync(client, events);
        LeaveAll();
        await sending.Within("the events' turns");
        await client.Outbox.WaitForCountAsync(events.Count);

        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
        await FreeAsync();
    }

    [Fact]
    public async Task Session_that_ends_while_its_message_waits_answers_nothing_and_leaves_no_place_taken()
    {
        var client = await _relay.ConnectAsync();
        TakeAll();
        var asking = client.RequestAsync("q", "{}");
        await client.Session.CloseAsync().AsTask().Within("the end");
        LeaveAll();
        await asking.Within("the message's turn");

        Assert.Empty(client.Messages);
        await FreeAsync();
    }

    [Fact]
    public async Task Session_that_ends_while_signatures_wait_ends_once_they_had_their_turns()
    {
        var client = await _relay.ConnectAsync();
        // One place is left. The reader takes it and gives it back; then the signature check takes it.
        TakeAll(but: 1);
        await client.SendEventAsync(Alice.Note("one"));
        TakeAll();
        var ending = client.Session.CloseAsync().AsTask();
        LeaveAll();
        await ending.Within("the end");

        await FreeAsync();
    }

    [Fact]
    public async Task Subscription_that_is_closed_while_its_next_slice_waits_looks_at_nothing_more()
    {
        await _relay.Store.BackfillAsync([.. Enumerable.Range(0, 1_000).Select(static i => Alice.Note($"{i}"))], CancellationToken.None);
        var client = await _relay.ConnectAsync();
        client.Outbox.Fill();
        await client.RequestAsync("q", "{}").Within("the first slice");
        await FreeAsync();
        TakeAll();
        var closing = client.SayAsync("""["CLOSE","q"]""");
        client.Outbox.MakeRoom();
        // With one place, the client's turns come one after the other, in the order in which they were requested.
        Leave();
        await closing.Within("CLOSE");
        LeaveAll();
        await client.CountAsync("{}").Within("what comes after it");

        Assert.DoesNotContain(client.Messages, static message => message.StartsWith("[\"EOSE\"", StringComparison.Ordinal));
        await FreeAsync();
    }

    [Fact]
    public async Task Slice_that_throws_gives_its_place_back()
    {
        await _relay.DisposeAsync();
        var told = 0;
        // The hook is told of the filters first, then of the slice, while it runs.
        _relay = new TestEngine(relay =>
        {
            relay.UseInMemoryStore();
            relay.OnQueryCost((_, _) => ++told < 2 ? Verdict.Accept : throw new InvalidOperationException("fails"));
        });
        var client = await _relay.ConnectAsync();
        await client.PublishAsync(Alice.Note());
        Assert.Equal("""["CLOSED","q","error: internal error"]""", (await client.QueryAsync("q", "{}"))[^1]);

        await FreeAsync();
    }

    [Fact]
    public async Task Handlers_are_called_in_no_turn()
    {
        await _relay.DisposeAsync();
        var called = new ConcurrentQueue<(string Hook, bool IsInTurn)>();
        T Note<T>(string hook, T result)
        {
            called.Enqueue((hook, Turn.IsHere));
            return result;
        }
        _relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectEvent((_, _) => Note("event", Verdict.Accept))
            .RejectFilter((_, _) => Note("filter", Verdict.Accept))
            .RejectCountFilter((_, _) => Note("count filter", Verdict.Accept))
            .OverwriteFilter((_, filter) => Note("overwrite", filter))
            .OnEventSaved((_, _) => Note("saved", true)));
        var client = await _relay.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.PublishAsync(Alice.Note($"{i}"));
            await client.QueryAsync("q", "{}");
            await client.CountAsync("{}");
        }

        Assert.Equal(5, called.Select(static call => call.Hook).Distinct().Count());
        Assert.DoesNotContain(called, static call => call.IsInTurn);
        await FreeAsync();
    }

    [Fact]
    public async Task Handlers_that_never_block_are_called_in_their_clients_turn()
    {
        await _relay.DisposeAsync();
        var policy = new NonBlockingPolicy();
        _relay = new TestEngine(relay => relay.UseInMemoryStore().Add(policy));
        var client = await _relay.ConnectAsync();
        for (var i = 0; i < 20; i++)
            await client.QueryAsync("q", "{}");

        Assert.Equal(20, policy.InTurn.Count);
        Assert.DoesNotContain(false, policy.InTurn);
        await FreeAsync();
    }

    [Fact]
    public async Task Handlers_that_block_their_threads_take_no_turn_from_others()
    {
        await _relay.DisposeAsync();
        using var gate = new ManualResetEventSlim();
        _relay = new TestEngine(relay => relay.UseInMemoryStore().RejectFilter((_, filter) =>
        {
            if (filter.Kinds?.Contains(7) == true)
                gate.Wait();
            return Verdict.Accept;
        }));
        var blocked = new List<Task>();
        for (var i = 0; i < 2 * Environment.ProcessorCount; i++)
        {
            var client = await _relay.ConnectAsync();
            blocked.Add(Task.Factory.StartNew(
                () => client.RequestAsync("q", "{\"kinds\":[7]}"), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap());
        }
        var other = await _relay.ConnectAsync();
        await other.QueryAsync("q", "{\"kinds\":[1]}").Within("another's query");
        Assert.DoesNotContain(blocked, static task => task.IsCompleted);

        gate.Set();
        await Task.WhenAll(blocked).Within("the handlers' end");
        await FreeAsync();
    }

    [Fact]
    public async Task Reader_that_always_has_a_message_leaves_its_thread_after_some_dozens()
    {
        var client = await _relay.ConnectAsync();
        var atOnce = 0;
        const int Many = 100 * Streak.MaxMessages;
        while (atOnce < Many && client.SayAsync("""["CLOSE","q"]""") is { IsCompletedSuccessfully: true })
            atOnce++;

        // Sometimes it goes by the pool, which may be done before anybody looks. Without that it never would be.
        Assert.InRange(atOnce, 1, Many - 1);
    }

    [Theory]
    [InlineData("REQ")]
    [InlineData("COUNT")]
    public async Task Many_events_in_memory_are_looked_at_in_slices(string verb)
    {
        await _relay.DisposeAsync();
        var scanned = new ConcurrentQueue<long>();
        var store = new InMemoryStore(_relay.Time);
        _relay = new TestEngine(relay => relay.UseStore(store).OnQueryCost((_, cost) =>
        {
            scanned.Enqueue(cost.Scanned);
            return Verdict.Accept;
        }));
        await store.BackfillAsync([.. Enumerable.Range(0, 3_000).Select(static i => Alice.Note($"{i}"))], CancellationToken.None);
        var client = await _relay.ConnectAsync();
        await client.SayAsync($"[\"{verb}\",\"q\",{{\"kinds\":[2]}}]").Within("its turns");
        await client.Outbox.WaitForAsync(verb == "REQ" ? """["EOSE","q"]""" : """["COUNT","q",{"count":0}]""");

        Assert.True(scanned.Sum() >= 3_000);
        Assert.All(scanned, static rows => Assert.InRange(rows, 0, 256));
        await FreeAsync();
    }

    static async Task SendAsync(TestClient client, List<NostrEvent> events)
    {
        foreach (var e in events)
            await client.SendEventAsync(e);
    }

    void TakeAll(int but = 0)
    {
        while (_relay.Engine.Turns.AtWork < Environment.ProcessorCount - but)
        {
            if (_relay.Engine.Turns.TryEnter())
                _taken++;
        }
    }

    void LeaveAll()
    {
        while (_taken > 0)
            Leave();
    }

    void Leave()
    {
        _taken--;
        _relay.Engine.Turns.Leave(owner: null, started: 0);
    }

    /// <summary>Waits until every place is free, including those that are just being left.</summary>
    async Task FreeAsync()
    {
        async Task WaitAsync()
        {
            while (_relay.Engine.Turns.AtWork > 0 || _relay.Engine.Turns.Owners > 0)
                await Task.Yield();
        }

        await WaitAsync().Within("all places");
    }

    sealed class NonBlockingPolicy : INonBlockingHook, IRejectFilterHook
    {
        public ConcurrentQueue<bool> InTurn { get; } = new();

        public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel)
        {
            InTurn.Enqueue(Turn.IsHere);
            return new(Verdict.Accept);
        }
    }
}
