using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The embedded store. It commits, and if wanted indexes or reopens, after every change.</summary>
sealed class SteppedStore(Func<LmdbEventStore> open, bool isIndexed, bool isReopened) : ISequencedStore
{
    readonly SemaphoreSlim _step = new(1, 1);
    LmdbEventStore _store = open();
    ICommitListener? _listener;

    public long LastSequence => _store.LastSequence;

    public bool AppliesVisibility => true;

    public void Listen(ICommitListener listener)
    {
        _listener = listener;
        _store.Listen(listener);
    }

    public bool Contains(in Bytes32 id) => _store.Contains(id);

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) =>
        StepAsync(store => store.StoreEventAsync(e, cancel));

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) =>
        StepAsync(store => store.ReplaceEventAsync(e, cancel));

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        StepAsync(store => store.DeleteEventAsync(request, cancel));

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        StepAsync(store => store.RemoveEventsAsync(ids, cancel));

    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel) =>
        StepAsync(store => store.BackfillAsync(events, cancel));

    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) =>
        _store.QueryEventsAsync(query, sink, cancel);

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => _store.CountEventsAsync(query, cancel);

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        _store.CountEventsHllAsync(query, authors, cancel);

    public ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel) =>
        _store.ReadSequenceAsync(after, last, cancel);

    public ValueTask WaitForCommitAsync(long sequence) => _store.WaitForCommitAsync(sequence);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    async ValueTask<T> StepAsync<T>(Func<LmdbEventStore, ValueTask<T>> write)
    {
        if (!isIndexed && !isReopened)
            return await CommitAsync(write);
        await _step.WaitAsync();
        try
        {
            var result = await CommitAsync(write);
            if (isIndexed)
                await _store.IndexAsync();
            if (isReopened)
                await ReopenAsync();
            return result;
        }
        finally
        {
            _step.Release();
        }
    }

    async ValueTask<T> CommitAsync<T>(Func<LmdbEventStore, ValueTask<T>> write)
    {
        var result = await write(_store);
        if (result is StoreResult { Sequence: var sequence })
            await _store.WaitForCommitAsync(sequence);
        return result;
    }

    async Task ReopenAsync()
    {
        // A store that opens goes on with its erasures, and what it erases before anybody listens is announced to nobody.
        if (_listener is not null)
            await Eventually.HoldsAsync(() => _store.Tail.Vanishing.IsEmpty, "the end of the erasures");
        await _store.DisposeAsync();
        _store = open();
        if (_listener is not null)
            _store.Listen(_listener);
    }
}
