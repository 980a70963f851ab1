using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postgres.Tests;

/// <summary>The store, reopened after each of the first changes, and then after some of them.</summary>
sealed class ReopeningStore(EngineStore store, Func<Task<EngineStore>> open) : ISequencedStore
{
    // Tests of one rule make few changes. Only random ones make hundreds.
    const int EachOfFirst = 6, Later = 20;

    readonly SemaphoreSlim _step = new(1, 1);
    EngineStore _store = store;
    ICommitListener? _listener;
    int _changes;

    public long LastSequence => _store.LastSequence;

    public bool AppliesVisibility => true;

    public void Listen(ICommitListener listener)
    {
        _listener = listener;
        _store.Listen(listener);
    }

    public bool Contains(in Bytes32 id) => _store.Contains(id);

    public ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel) => _store.ContainsAsync(id, cancel);

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

    async ValueTask<T> StepAsync<T>(Func<EngineStore, ValueTask<T>> write)
    {
        await _step.WaitAsync();
        try
        {
            var result = await write(_store);
            if (++_changes > EachOfFirst && _changes % Later != 0)
                return result;
            await _store.DisposeAsync();
            _store = await open();
            if (_listener is not null)
                _store.Listen(_listener);
            return result;
        }
        finally
        {
            _step.Release();
        }
    }
}
