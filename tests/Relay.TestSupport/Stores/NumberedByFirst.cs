using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>A store made of others, with the numbers of the first of them, for suites and runs that want a store with numbers.</summary>
/// <param name="whole">The store.</param>
/// <param name="first">The first of those of which it is made.</param>
/// <param name="afterWrite">What is done after each change.</param>
public sealed class NumberedByFirst(IEventStore whole, ISequencedStore first, Func<Task>? afterWrite = null) : ISequencedStore
{
    bool IQueryEventsHook.AppliesVisibility => ((IQueryEventsHook)whole).AppliesVisibility;

    bool ICountEventsHook.AppliesVisibility => ((ICountEventsHook)whole).AppliesVisibility;

    bool ICountEventsHllHook.AppliesVisibility => ((ICountEventsHllHook)whole).AppliesVisibility;

    public long LastSequence => first.LastSequence;

    public void Listen(ICommitListener listener) => first.Listen(listener);

    public ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel) =>
        first.ReadSequenceAsync(after, last, cancel);

    public ValueTask WaitForCommitAsync(long sequence) => first.WaitForCommitAsync(sequence);

    public bool Contains(in Bytes32 id) => whole.Contains(id);

    public ValueTask<bool> ContainsAsync(Bytes32 id, CancellationToken cancel) => whole.ContainsAsync(id, cancel);

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => ThenAsync(whole.StoreEventAsync(e, cancel));

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) =>
        ThenAsync(whole.ReplaceEventAsync(e, cancel));

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        ThenAsync(whole.DeleteEventAsync(request, cancel));

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        ThenAsync(whole.RemoveEventsAsync(ids, cancel));

    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel) =>
        ThenAsync(whole.BackfillAsync(events, cancel));

    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) =>
        whole.QueryEventsAsync(query, sink, cancel);

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => whole.CountEventsAsync(query, cancel);

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        whole.CountEventsHllAsync(query, authors, cancel);

    public ValueTask DisposeAsync() => whole.DisposeAsync();

    async ValueTask<T> ThenAsync<T>(ValueTask<T> writing)
    {
        var result = await writing;
        if (afterWrite is not null)
            await afterWrite();
        return result;
    }
}
