using System.Collections.Concurrent;
using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>A store that a test can hold at every step: before it stores, before it commits, and around a query.</summary>
sealed class GatedStore(TimeProvider time) : ISequencedStore, IStoreHealth
{
    readonly InMemoryStore _inner = new(time);

    public Gate Storing { get; } = new();

    /// <summary>The gate for an event before it is stored. The gate above unless a test sets another one.</summary>
    public Func<NostrEvent, Gate>? GateOf { get; set; }

    public Gate Committing { get; } = new();

    public Gate Querying { get; } = new();

    /// <summary>Runs when events are read by their numbers.</summary>
    public Action? Reading { get; set; }

    /// <summary>The events that were handed over, in order, finished or not.</summary>
    public ConcurrentQueue<NostrEvent> Received { get; } = new();

    /// <summary>Thrown instead of storing, if set.</summary>
    public Exception? Failure { get; set; }

    public StoreCondition Condition { get; set; } = StoreCondition.Healthy;

    public long LastSequence => _inner.LastSequence;

    public bool AppliesVisibility => true;

    public void Listen(ICommitListener listener) => _inner.Listen(listener);

    public bool Contains(in Bytes32 id) => _inner.Contains(id);

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => AdmitAsync(e);

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => AdmitAsync(e);

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) => AdmitAsync(request.Event);

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        _inner.RemoveEventsAsync(ids, cancel);

    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        await Querying.PassAsync().WaitAsync(cancel);
        await _inner.QueryEventsAsync(query, sink, cancel);
    }

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        this.CountFoundAsync(query, authors, cancel);

    public async ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel)
    {
        await Querying.PassAsync().WaitAsync(cancel);
        return await _inner.CountEventsAsync(query, cancel);
    }

    public ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel)
    {
        Reading?.Invoke();
        return _inner.ReadSequenceAsync(after, last, cancel);
    }

    public ValueTask WaitForCommitAsync(long sequence) => new(Committing.PassAsync());

    public ValueTask DisposeAsync() => default;

    async ValueTask<StoreResult> AdmitAsync(NostrEvent e)
    {
        Received.Enqueue(e);
        await (GateOf?.Invoke(e) ?? Storing).PassAsync();
        if (Failure is not null)
            throw Failure;
        return await _inner.AdmitAsync(e, CancellationToken.None);
    }
}
