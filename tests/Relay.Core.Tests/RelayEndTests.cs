using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>The engine ends once, within the time it is given, and closes the stores even if anything else hangs or throws.</summary>
public sealed class RelayEndTests
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    readonly TaskCompletionSource _never = new();
    readonly Author _alice = new();

    sealed class ClosingStore(Func<ValueTask> close) : IEventStore
    {
        readonly InMemoryStore _inner = new();

        public int Closed { get; private set; }

        public bool Contains(in Bytes32 id) => _inner.Contains(id);

        public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => _inner.StoreEventAsync(e, cancel);

        public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => _inner.ReplaceEventAsync(e, cancel);

        public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
            _inner.DeleteEventAsync(request, cancel);

        public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
            _inner.RemoveEventsAsync(ids, cancel);

        public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) =>
            _inner.QueryEventsAsync(query, sink, cancel);

        public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
            this.CountFoundAsync(query, authors, cancel);

        public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => _inner.CountEventsAsync(query, cancel);

        public ValueTask DisposeAsync()
        {
            Closed++;
            return close();
        }
    }

    [Theory]
    [InlineData("OnDisconnect")]
    [InlineData("OnEventDeleted")]
    [InlineData("StoreEvent")]
    [InlineData("RejectEvent")]
    public async Task Stores_are_closed_whatever_hooks_hang(string hook)
    {
        var store = new ClosingStore(static () => default);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task HangAsync()
        {
            asked.TrySetResult();
            await _never.Task;
        }
        var relay = new TestEngine(relay => _ = hook switch
        {
            "OnDisconnect" => relay.UseStore(_ => store).OnDisconnect(async _ => await HangAsync()),
            "OnEventDeleted" => relay.UseStore(_ => new InMemoryStore()).OnEventDeleted(async (_, _) => await HangAsync()).Add(store),
            "StoreEvent" => relay.UseStore(_ => store).StoreEvent(async (_, _) =>
            {
                await HangAsync();
                return new(StoreStatus.Stored);
            }),
            _ => relay.UseStore(_ => store).RejectEvent(async (_, _, _) =>
            {
                await HangAsync();
                return Verdict.Accept;
            }),
        });
        var client = await relay.ConnectAsync();
        var note = _alice.Note();
        if (hook != "OnDisconnect")
            await client.SendEventAsync(note);
        if (hook == "OnEventDeleted")
            await client.SendEventAsync(_alice.Deletion(note));
        if (hook != "OnDisconnect")
            await asked.Task.Within("the hook");

        await relay.Engine.StopAsync(Short).Within("the engine's end");

        Assert.Equal(hook == "OnEventDeleted" ? 0 : 1, store.Closed);
        await relay.DisposeAsync();
    }

    [Fact]
    public async Task Stores_are_closed_side_by_side_whatever_one_of_them_throws_or_never_does()
    {
        var hanging = new ClosingStore(() => new(_never.Task));
        var throwing = new ClosingStore(static () => throw new InvalidOperationException("broken"));
        var well = new ClosingStore(static () => default);
        var relay = new TestEngine(relay => relay.UseStore(_ => hanging).UseStore(_ => throwing).UseStore(_ => well));

        Assert.False(await relay.Engine.StopAsync(Short).Within("the engine's end"));

        Assert.Equal((1, 1, 1), (hanging.Closed, throwing.Closed, well.Closed));
        Assert.Single(relay.Log.Errors);
    }

    sealed class EndingPolicy(Func<ValueTask> end) : IRejectFilterHook, IAsyncDisposable
    {
        public int Ended { get; private set; }

        public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) => default;

        public ValueTask DisposeAsync()
        {
            Ended++;
            return end();
        }
    }

    [Fact]
    public async Task Policies_end_side_by_side_and_before_the_stores_whatever_one_of_them_throws_or_never_does()
    {
        var store = new ClosingStore(static () => default);
        var hanging = new EndingPolicy(() => new(_never.Task));
        var throwing = new EndingPolicy(static () => throw new InvalidOperationException("broken"));
        var well = new EndingPolicy(() =>
        {
            Assert.Equal(0, store.Closed);
            return default;
        });
        var relay = new TestEngine(relay => relay.UseStore(_ => store).AddPolicies(_ => [hanging, throwing]).AddPolicies(_ => [well]));

        Assert.False(await relay.Engine.StopAsync(Short).Within("the engine's end"));

        Assert.Equal((1, 1, 1, 1), (hanging.Ended, throwing.Ended, well.Ended, store.Closed));
    }

    [Fact]
    public async Task A_second_end_and_one_at_the_same_time_are_harmless()
    {
        var store = new ClosingStore(static () => default);
        await using var relay = new TestEngine(relay => relay.UseStore(_ => store));
        await relay.ConnectAsync();

        var ended = await Task.WhenAll(relay.Engine.StopAsync(Deadline.Default), relay.Engine.StopAsync(Deadline.Default));
        Assert.Equal([true, true], ended);
        await relay.Engine.DisposeAsync();
        Assert.Equal(1, store.Closed);
    }

    [Fact]
    public async Task A_store_that_its_owner_made_is_left_to_its_owner()
    {
        var store = new ClosingStore(static () => default);
        var relay = new TestEngine(relay => relay.UseStore(store));
        await relay.DisposeAsync();

        Assert.Equal(0, store.Closed);
    }
}
