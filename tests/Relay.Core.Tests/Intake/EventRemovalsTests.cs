using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>What the embedding program removes, by ids and by filters.</summary>
public sealed class EventRemovalsTests
{
    readonly Author _alice = new();
    readonly InMemoryStore _store = new();
    readonly InMemoryStore _other = new();

    async Task<NostrEvent[]> StoreAsync(IEventStore store, int count, Func<int, NostrEvent>? make = null)
    {
        NostrEvent[] events = [.. Enumerable.Range(0, count).Select(make ?? (i => _alice.Note($"{i}", Author.FirstTime + i)))];
        foreach (var e in events)
            Assert.Equal(StoreStatus.Stored, (await store.AdmitAsync(e, default)).Status);
        return events;
    }

    async Task<IEnumerable<Bytes32>> LeftAsync(RelayEngine engine)
    {
        var sink = new CollectingSink();
        await engine.QueryAsync([new Filter()], sink);
        return sink.Events.Select(static e => e.Id);
    }

    [Fact]
    public async Task By_ids_and_the_hook_is_told_of_each()
    {
        var gone = new ConcurrentQueue<Bytes32>();
        var relay = new TestEngine(relay => relay.UseStore(_store).OnEventDeleted(e => gone.Enqueue(e.Id)));
        var events = await StoreAsync(_store, 5);

        Assert.Equal(2, await relay.Engine.RemoveEventsAsync([events[1].Id, events[3].Id, events[1].Id, default]));
        Assert.Equal([events[4].Id, events[2].Id, events[0].Id], await LeftAsync(relay.Engine));
        var client = await relay.ConnectAsync();
        Assert.Equal(RecordingOutbox.Ok(events[1]), await client.PublishAsync(events[1]));
        await relay.DisposeAsync();
        Assert.Equal([events[1].Id, events[3].Id], gone);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task By_filter_in_batches_even_of_one_second(int seconds)
    {
        await using var relay = new TestEngine(relay => relay.UseStore(_store));
        await StoreAsync(_store, 2_500, i => Unsigned.Note(_alice.PublicKey, Author.FirstTime + i * seconds, $"{i}"));
        var stays = Unsigned.Event(_alice.PublicKey, 7, Author.FirstTime);
        await StoreAsync(_store, 1, _ => stays);

        Assert.Equal(2_500, await relay.Engine.RemoveEventsAsync(new Filter { Kinds = [1] }));
        Assert.Equal([stays.Id], await LeftAsync(relay.Engine));
        Assert.Equal(0, await relay.Engine.RemoveEventsAsync(new Filter { Kinds = [1] }));
    }

    [Fact]
    public async Task Limit_removes_the_newest_and_times_are_respected()
    {
        await using var relay = new TestEngine(relay => relay.UseStore(_store));
        var events = await StoreAsync(_store, 6);

        Assert.Equal(0, await relay.Engine.RemoveEventsAsync(new Filter { Limit = 0 }));
        Assert.Equal(2, await relay.Engine.RemoveEventsAsync(new Filter { Limit = 2 }));
        Assert.Equal(1, await relay.Engine.RemoveEventsAsync(new Filter { Until = events[0].CreatedAt }));
        Assert.Equal(1, await relay.Engine.RemoveEventsAsync(new Filter { Since = events[3].CreatedAt }));
        Assert.Equal([events[2].Id, events[1].Id], await LeftAsync(relay.Engine));
    }

    [Fact]
    public async Task Private_events_are_removed_too()
    {
        await using var relay = new TestEngine(relay => relay.UseStore(_store));
        await StoreAsync(_store, 1, _ => _alice.Event(1059, tags: ["p", _alice.Hex]));

        Assert.Equal(1, await relay.Engine.RemoveEventsAsync(new Filter { Kinds = [1059] }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Events_of_a_source_that_cannot_remove_stay_and_the_rest_goes(int seconds)
    {
        NostrEvent[] fixedOnes =
            [.. Enumerable.Range(0, 1_500).Select(i => Unsigned.Note(_alice.PublicKey, Author.FirstTime + i * seconds, $"fixed {i}"))];
        var source = new InMemoryStore();
        await StoreAsync(source, fixedOnes.Length, i => fixedOnes[i]);
        await using var relay = new TestEngine(relay => relay.UseStore(_store).QueryEvents((_, filters, sink, cancel) =>
            source.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, sink, cancel)));
        await StoreAsync(_store, 1_500, i => Unsigned.Note(_alice.PublicKey, Author.FirstTime + i * seconds, $"{i}"));

        Assert.Equal(1_500, await relay.Engine.RemoveEventsAsync(new Filter { Kinds = [1] }));
        Assert.Equal(fixedOnes.Select(static e => e.Id).ToHashSet(), (await LeftAsync(relay.Engine)).ToHashSet());
    }

    [Fact]
    public async Task Every_store_removes_and_an_event_of_two_stores_counts_once()
    {
        var gone = new ConcurrentQueue<Bytes32>();
        var relay = new TestEngine(relay => relay.UseStore(_store).UseStore(_other).OnEventDeleted(e => gone.Enqueue(e.Id)));
        var events = await StoreAsync(_store, 3);
        await StoreAsync(_other, 3, i => events[i]);
        var alone = (await StoreAsync(_other, 1, _ => _alice.Event(7)))[0];

        Assert.Equal(2, await relay.Engine.RemoveEventsAsync([events[0].Id, alone.Id]));
        Assert.Equal(2, await relay.Engine.RemoveEventsAsync(new Filter()));
        Assert.Empty(await LeftAsync(relay.Engine));
        await relay.DisposeAsync();
        Assert.Equal(7, gone.Count);
    }

    [Fact]
    public async Task Router_removes_from_all_its_stores_and_the_hook_is_told()
    {
        var gone = new ConcurrentQueue<Bytes32>();
        var router = new RouterStore(_store).WithKinds(30_023, 30_023, _other);
        var relay = new TestEngine(relay => relay.UseStore(router).OnEventDeleted(e => gone.Enqueue(e.Id)));
        var note = _alice.Note();
        NostrEvent[] events = [note, _alice.Event(30_023), _alice.Deletion(_alice.Note("unknown"))];
        await StoreAsync(router, 3, i => events[i]);

        Assert.Equal(3, await relay.Engine.RemoveEventsAsync(new Filter()));
        Assert.Empty(await LeftAsync(relay.Engine));
        Assert.Equal(StoreStatus.Stored, (await router.AdmitAsync(note, default)).Status);
        await relay.DisposeAsync();
        Assert.Equal(events.Select(static e => e.Id).ToHashSet(), gone.ToHashSet());
    }

    [Fact]
    public async Task Lambdas_get_at_most_a_thousand_ids_at_a_time()
    {
        var calls = new List<int>();
        await using var relay = new TestEngine(relay => relay.RemoveEvents(ids =>
        {
            calls.Add(ids.Count);
            return ids.Count;
        }));
        var ids = Enumerable.Range(0, 2_100).Select(static i => Unsigned.Key($"{i}")).ToArray();

        Assert.Equal(2_100, await relay.Engine.RemoveEventsAsync([.. ids, .. ids]));
        Assert.Equal([1_000, 1_000, 100], calls);
        Assert.Equal(0, await relay.Engine.RemoveEventsAsync([]));
    }

    [Fact]
    public async Task Without_a_handler_it_throws_and_a_handler_that_hangs_is_given_up()
    {
        await using (var relay = new TestEngine(relay => relay.StoreEvent(_store.StoreEventAsync)))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await relay.Engine.RemoveEventsAsync([_alice.PublicKey]));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await relay.Engine.RemoveEventsAsync(new Filter()));
        }
        var never = new TaskCompletionSource<int>();
        await using var hanging = new TestEngine(relay => relay.RemoveEvents((_, _) => new(never.Task)));
        var removing = hanging.Engine.RemoveEventsAsync([_alice.PublicKey]).AsTask();
        await hanging.Time.TimerAsync(TimeSpan.FromSeconds(15));
        hanging.Time.Advance(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<HookTimeoutException>(() => removing);
    }
}
