using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Hooks that decide about the receivers of live events delay only their own receiver.</summary>
public sealed class LiveHookTests
{
    readonly Author _alice = new();
    readonly TaskCompletionSource<bool> _never = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static IEnumerable<string> EventsOf(TestClient client, string id) =>
        client.Messages.Where(message => message.StartsWith($"[\"EVENT\",\"{id}\"", StringComparison.Ordinal));

    /// <summary>Starts a relay whose hook never answers about the first connection.</summary>
    Task<bool> StickAsync()
    {
        _stuck.TrySetResult();
        return _never.Task;
    }

    TestEngine StuckForOne(bool overwrites) => new(relay =>
    {
        relay.UseInMemoryStore();
        if (overwrites)
            relay.OverwriteResponseEvent(async (client, e, _) => client.Id != 1 || await _never.Task ? e : e);
        else
            relay.PreventBroadcast(async (client, _, _) => client.Id == 1 && await StickAsync());
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hook_that_never_returns_holds_up_its_receiver_only_and_not_the_receivers_end(bool overwrites)
    {
        await using var relay = StuckForOne(overwrites);
        var (stuck, other) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await stuck.QueryAsync("q", "{\"limit\":0}");
        await other.QueryAsync("q", "{\"limit\":0}");
        var events = Enumerable.Range(0, 50).Select(i => _alice.Note($"{i}")).ToArray();
        foreach (var e in events)
            await other.PublishAsync(e);
        await other.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", events[^1]));

        Assert.Equal(events.Select(static e => RecordingOutbox.EventMessage("q", e)), EventsOf(other, "q"));
        Assert.Empty(EventsOf(stuck, "q"));
        await stuck.Session.CloseAsync().AsTask().Within("the end of the session");
        Assert.Equal((1, 1, 0), (relay.Engine.Connections, relay.Engine.Subscriptions, relay.Engine.Budgets.Backlogs.Used));
    }

    [Fact]
    public async Task Hook_that_blocks_its_thread_holds_up_its_receiver_only()
    {
        using var held = new ManualResetEventSlim();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().PreventBroadcast((client, _) =>
        {
            if (client.Id == 1)
                held.Wait();
            return false;
        }));
        var (stuck, other) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await stuck.QueryAsync("q", "{\"limit\":0}");
        await other.QueryAsync("q", "{\"limit\":0}");
        var e = _alice.Note();
        await other.PublishAsync(e);
        await other.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
        held.Set();

        await stuck.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
    }

    [Fact]
    public async Task Too_many_events_that_wait_for_a_hook_close_the_subscription_with_a_reason()
    {
        await using var relay = StuckForOne(overwrites: false);
        var (stuck, other) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await stuck.QueryAsync("q", "{\"limit\":0}");
        await other.QueryAsync("q", "{\"limit\":0}");
        // The hook may have one of the events, which leaves room for another.
        const int count = ReceiverQueue.MaxEvents + 2;
        var e = new LiveEvent(_alice.Event(20001));
        for (var i = 1; i <= count; i++)
        {
            await relay.Engine.Fanout.PublishAsync(e);
            if (i % 1000 == 0)
                await other.Outbox.WaitForCountAsync(1 + i);
        }

        Assert.Equal(
            """["CLOSED","q","error: too many live events wait for the hooks of this relay"]""",
            await stuck.Outbox.WaitForAsync(static message => message.StartsWith("[\"CLOSED\"", StringComparison.Ordinal)));
        await other.Outbox.WaitForCountAsync(1 + count);
        Assert.Equal(1, relay.Engine.Subscriptions);
    }

    [Fact]
    public async Task Large_events_that_wait_for_a_hook_are_bounded_by_their_bytes()
    {
        await using var relay = StuckForOne(overwrites: false);
        var stuck = await relay.ConnectAsync();
        await stuck.QueryAsync("q", "{\"limit\":0}");
        var large = new string('x', 400_000);
        await relay.Engine.Fanout.PublishAsync(new LiveEvent(_alice.Event(20001, large)));
        // From then on nothing leaves the queue.
        await _stuck.Task.Within("the hook to be asked");
        for (var i = 0; i < 30; i++)
            await relay.Engine.Fanout.PublishAsync(new LiveEvent(_alice.Event(20001, large)));
        await stuck.Outbox.WaitForAsync(static message => message.StartsWith("[\"CLOSED\"", StringComparison.Ordinal));

        Assert.InRange(relay.Engine.Budgets.Backlogs.Used, 1, new LimitsOptions().OutboxMaxBytes);
        await stuck.Session.CloseAsync();
        Assert.Equal(0, relay.Engine.Budgets.Backlogs.Used);
    }

    [Fact]
    public async Task Hook_is_asked_once_about_an_event_and_a_receiver_however_many_of_its_subscriptions_match()
    {
        var asked = new ConcurrentQueue<(long, Bytes32)>();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().PreventBroadcast((client, e) =>
        {
            asked.Enqueue((client.Id, e.Id));
            return false;
        }));
        var clients = new[] { await relay.ConnectAsync(), await relay.ConnectAsync() };
        foreach (var client in clients)
        {
            for (var i = 0; i < 3; i++)
                await client.QueryAsync($"{i}", "{\"limit\":0}", "{\"kinds\":[1],\"limit\":0}");
        }
        var events = Enumerable.Range(0, 30).Select(i => _alice.Note($"{i}")).ToArray();
        foreach (var e in events)
            await clients[0].PublishAsync(e);

        foreach (var client in clients)
        {
            for (var i = 0; i < 3; i++)
            {
                await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage($"{i}", events[^1]));
                Assert.Equal(events.Select(e => RecordingOutbox.EventMessage($"{i}", e)), EventsOf(client, $"{i}"));
            }
        }
        Assert.Equal(2 * events.Length, asked.Distinct().Count());
        Assert.Equal(2 * events.Length, asked.Count);
    }

    [Fact]
    public async Task Events_stay_in_order_where_a_hook_takes_its_time()
    {
        var gate = new Gate();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().PreventBroadcast(async (_, e, _) =>
        {
            if (e.Content == "0")
                await gate.PassAsync();
            return e.Content == "1";
        }));
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{\"limit\":0}");
        gate.Close();
        var events = Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? _alice.Note($"{i}") : _alice.Event(20001, $"{i}")).ToArray();
        foreach (var e in events)
            await client.PublishAsync(e);
        await gate.ArrivalAsync();
        Assert.Empty(EventsOf(client, "q"));
        gate.Open();
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", events[^1]));

        Assert.Equal(
            events.Where(static e => e.Content != "1").Select(static e => RecordingOutbox.EventMessage("q", e)), EventsOf(client, "q"));
    }
}
