using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A policy that decides on each event when the test says so, and keeps the order of the questions.</summary>
sealed class JudgementGate : IRejectEventHook
{
    readonly ConcurrentDictionary<Bytes32, TaskCompletionSource<Verdict>> _open = new();
    readonly ConcurrentQueue<Bytes32> _asked = new();
    readonly SemaphoreSlim _arrivals = new(0);

    /// <summary>The events asked about, in order.</summary>
    public IReadOnlyCollection<Bytes32> Asked => _asked;

    public async ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        var verdict = _open.GetOrAdd(e.Id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        _asked.Enqueue(e.Id);
        _arrivals.Release();
        return await verdict.Task.WaitAsync(cancel);
    }

    /// <summary>Waits until this many more events were asked about.</summary>
    public async Task ArrivalsAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await _arrivals.WaitAsync(Deadline.Default), $"only {i} of {count} events were asked about");
    }

    public void Decide(NostrEvent e, Verdict verdict = default) => _open[e.Id].SetResult(verdict);

    public void Fail(NostrEvent e, Exception exception) => _open[e.Id].SetException(exception);
}
