using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>A store that is reopened after each of the first changes, and then after some of them.</summary>
sealed class ReopenedStore(TemporaryStore test) : ISequencedStore
{
    // Tests of one rule make few changes. Only random ones make hundreds.
    const int EachOfFirst = 20, Later = 10;

    readonly SemaphoreSlim _step = new(1, 1);
    ICommitListener? _listener;
    int _changes;

    public long LastSequence => test.Store.LastSequence;

    public bool AppliesVisibility => true;

    public void Listen(ICommitListener listener)
    {
        _listener = listener;
        test.Store.Listen(listener);
    }

    public bool Contains(in Bytes32 id) => test.Store.Contains(id);

    public ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel) => test.Store.ContainsAsync(id, cancel);

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
        test.Store.QueryEventsAsync(query, sink, cancel);

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => test.Store.CountEventsAsync(query, cancel);

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        test.Store.CountEventsHllAsync(query, authors, cancel);

    public ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel) =>
        test.Store.ReadSequenceAsync(after, last, cancel);

    public ValueTask WaitForCommitAsync(long sequence) => test.Store.WaitForCommitAsync(sequence);

    /// <summary>The test disposes of the store.</summary>
    public ValueTask DisposeAsync() => default;

    async ValueTask<T> StepAsync<T>(Func<EngineStore, ValueTask<T>> write)
    {
        await _step.WaitAsync();
        try
        {
            var result = await write(test.Store);
            if (++_changes > EachOfFirst && _changes % Later != 0)
                return result;
            // What a store erases before anybody listens is announced to nobody.
            await test.Store.HousekeepAsync();
            await test.ReopenAsync();
            if (_listener is not null)
                test.Store.Listen(_listener);
            return result;
        }
        finally
        {
            _step.Release();
        }
    }
}
