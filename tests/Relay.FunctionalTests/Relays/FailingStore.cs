using Relay.Core;
using Relay.Nostr;

namespace Relay.FunctionalTests;

/// <summary>A store whose every operation fails, and that says so.</summary>
sealed class FailingStore : IEventStore, IStoreHealth
{
    public StoreCondition Condition { get; } = new(StoreState.Broken, "the test broke it");

    public bool Contains(in Bytes32 id) => false;

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => throw new StoreBrokenException();

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => throw new StoreBrokenException();

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) => throw new StoreBrokenException();

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) => throw new StoreBrokenException();

    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) => throw new StoreBrokenException();

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => throw new StoreBrokenException();

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        throw new StoreBrokenException();

    public ValueTask DisposeAsync() => default;
}
