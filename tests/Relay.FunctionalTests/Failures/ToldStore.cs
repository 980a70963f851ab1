using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>An embedding program's store, with the health that the test sets.</summary>
sealed class ToldStore : IEventStore, IStoreHealth
{
    readonly InMemoryStore _store = new(new FakeTime());

    public StoreCondition Condition { get; set; } = StoreCondition.Healthy;

    public bool Contains(in Bytes32 id)
    {
        ThrowIfBroken();
        return _store.Contains(id);
    }

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel)
    {
        ThrowIfBroken();
        return _store.StoreEventAsync(e, cancel);
    }

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => _store.ReplaceEventAsync(e, cancel);

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        _store.DeleteEventAsync(request, cancel);

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        _store.RemoveEventsAsync(ids, cancel);

    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        ThrowIfBroken();
        return _store.QueryEventsAsync(query, sink, cancel);
    }

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        this.CountFoundAsync(query, authors, cancel);

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => _store.CountEventsAsync(query, cancel);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    void ThrowIfBroken()
    {
        if (Condition.State == StoreState.Broken)
            throw new StoreBrokenException();
    }
}
