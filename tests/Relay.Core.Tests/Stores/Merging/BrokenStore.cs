using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>A store that does not work any more, or that fails with another exception.</summary>
sealed class BrokenStore(Exception? failure = null) : IEventStore, IStoreHealth
{
    public bool AppliesVisibility => true;

    Exception Failure => failure ?? new StoreBrokenException();

    public StoreCondition Condition { get; } = new(StoreState.Broken, "its disk failed");

    public bool Contains(in Bytes32 id) => throw Failure;

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) =>
        new(StoreResult.Failed(StoreBrokenException.Refusal));

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => StoreEventAsync(e, cancel);

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) => throw Failure;

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) => throw Failure;

    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) => throw Failure;

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => throw Failure;

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        throw Failure;

    public ValueTask DisposeAsync() => default;
}
