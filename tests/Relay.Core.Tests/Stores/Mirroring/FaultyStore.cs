using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>A store that fails or hangs when a test wants it.</summary>
sealed class FaultyStore(InMemoryStore store) : ISequencedStore, IEventLog, IStoreHealth
{
    /// <summary>What changes and queries throw; null if they succeed.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What changes answer instead; null if they are carried out.</summary>
    public StoreResult? Answer { get; set; }

    /// <summary>Completes when changes may be answered; null if they need not wait.</summary>
    public Task? Hanging { get; set; }

    /// <summary>After how many events a query fails; null if it does not.</summary>
    public int? QueryFailsAfter { get; set; }

    public StoreCondition Condition { get; set; } = StoreCondition.Healthy;

    public bool AppliesVisibility => true;

    public long LastSequence => store.LastSequence;

    public bool Contains(in Bytes32 id) => Failure is null ? store.Contains(id) : throw Failure;

    public void Listen(ICommitListener listener) => store.Listen(listener);

    public ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel) =>
        store.ReadSequenceAsync(after, last, cancel);

    public ValueTask WaitForCommitAsync(long sequence) => default;

    public ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel) =>
        Failure is null ? store.ReadLogAsync(after, sink, cancel) : throw Failure;

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) =>
        ChangeAsync(() => store.StoreEventAsync(e, cancel), static answer => answer);

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) =>
        ChangeAsync(() => store.ReplaceEventAsync(e, cancel), static answer => answer);

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        ChangeAsync(() => store.DeleteEventAsync(request, cancel), static answer => answer);

    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel) =>
        ChangeAsync(() => store.BackfillAsync(events, cancel), answer => [.. events.Select(_ => answer)]);

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        ChangeAsync(() => store.RemoveEventsAsync(ids, cancel), static _ => 0);

    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        if (Failure is not null)
            throw Failure;
        await store.QueryEventsAsync(query, QueryFailsAfter is { } most ? new ShortSink(sink, most) : sink, cancel);
    }

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) =>
        Failure is null && QueryFailsAfter is null
            ? store.CountEventsAsync(query, cancel)
            : throw Failure ?? new IOException("count failed");

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        Failure is null ? store.CountEventsHllAsync(query, authors, cancel) : throw Failure;

    public ValueTask DisposeAsync() => store.DisposeAsync();

    async ValueTask<T> ChangeAsync<T>(Func<ValueTask<T>> change, Func<StoreResult, T> instead)
    {
        if (Failure is not null)
            throw Failure;
        if (Answer is { } answer)
            return instead(answer);
        var result = await change();
        if (Hanging is { } hanging)
            await hanging;
        return result;
    }

    /// <summary>Fails after some events.</summary>
    sealed class ShortSink(IEventSink next, int most) : IEventSink
    {
        int _written;

        public bool IsComplete => next.IsComplete;

        public bool TryWrite(EventView e)
        {
            if (_written == most)
                throw new IOException("the query failed");
            if (!next.TryWrite(e))
                return false;
            _written++;
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => next.WaitForRoomAsync(cancel);
    }
}
