using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Counts the messages that go into an outbox, together with those of other outboxes, and allocates nothing.</summary>
sealed class CountedOutbox(FrameOutbox outbox, CountedOutbox.Counter counter) : IOutbox
{
    public bool IsFull => outbox.IsFull;

    public void Send(ReadOnlySpan<byte> message)
    {
        outbox.Send(message);
        counter.Add();
    }

    public void SendEvent(SubscriptionId id, EventView e)
    {
        outbox.SendEvent(id, e);
        counter.Add();
    }

    public void SendEvent(SubscriptionId id, LiveEvent e)
    {
        outbox.SendEvent(id, e);
        counter.Add();
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => outbox.WaitForRoomAsync(cancel);

    /// <summary>The number of messages in several outboxes.</summary>
    public sealed class Counter : IDisposable
    {
        readonly ManualResetEventSlim _reached = new();
        long _count;
        long _awaited;

        public void Add()
        {
            if (Interlocked.Increment(ref _count) == Volatile.Read(ref _awaited))
                _reached.Set();
        }

        /// <summary>Must be called before the awaited messages can come.</summary>
        public void Await(int messages)
        {
            _reached.Reset();
            Volatile.Write(ref _awaited, Volatile.Read(ref _count) + messages);
        }

        public void Wait() => Assert.True(_reached.Wait(Deadline.Default), "the awaited messages were not sent");

        public void Dispose() => _reached.Dispose();
    }
}
