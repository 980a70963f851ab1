using System.Collections.Concurrent;
using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>A StoreEvent handler that finishes each event when the test says so.</summary>
sealed class SteppedHandler(bool keepsOrder) : IStoreEventHook
{
    readonly ConcurrentDictionary<Bytes32, TaskCompletionSource<StoreResult>> _results = new();
    readonly SemaphoreSlim _received = new(0);

    public bool KeepsOrder => keepsOrder;

    /// <summary>The events that were handed over, in order, finished or not.</summary>
    public ConcurrentQueue<NostrEvent> Received { get; } = new();

    public IEnumerable<string> Contents => Received.Select(static e => e.Content.ToString());

    public async Task WaitForAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await _received.WaitAsync(Testing.Deadline.Default), $"{i} of {count} events came");
    }

    public void Finish(NostrEvent e, StoreStatus status = StoreStatus.Stored) =>
        ResultOf(e).SetResult(status == StoreStatus.Failed ? StoreResult.Failed("blocked: not here") : new(status));

    public void Fail(NostrEvent e) => ResultOf(e).SetException(new InvalidOperationException());

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel)
    {
        Received.Enqueue(e);
        _received.Release();
        return new(ResultOf(e).Task);
    }

    TaskCompletionSource<StoreResult> ResultOf(NostrEvent e) =>
        _results.GetOrAdd(e.Id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
