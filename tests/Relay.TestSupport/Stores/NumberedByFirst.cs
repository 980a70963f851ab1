using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>A store made of others, with the numbers of the first of them, for suites and runs that want a store with numbers.</summary>
public sealed class NumberedByFirst(IEventStore whole, ISequencedStore first) : ISequencedStore
{
    bool IQueryEventsHook.AppliesVisibility => ((IQueryEventsHook)whole).AppliesVisibility;

    bool ICountEventsHook.AppliesVisibility => ((ICountEventsHook)whole).AppliesVisibility;

    bool ICountEventsHllHook.AppliesVisibility => ((ICountEventsHllHook)whole).AppliesVisibility;

    public long LastSequence => first.LastSequence;

    public void Listen(ICommitListener listener) => first.Listen(listener);

    public IReadOnlyList<NostrEvent> ReadSequence(long after, long last, out long read) => first.ReadSequence(after, last, out read);

    public ValueTask WaitForCommitAsync(long sequence) => first.WaitForCommitAsync(sequence);

    public bool Contains(in Bytes32 id) => whole.Contains(id);

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => whole.StoreEventAsync(e, cancel);

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => whole.ReplaceEventAsync(e, cancel);

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        whole.DeleteEventAsync(request, cancel);

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        whole.RemoveEventsAsync(ids, cancel);

    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel) =>
        whole.BackfillAsync(events, cancel);

    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) =>
        whole.QueryEventsAsync(query, sink, cancel);

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => whole.CountEventsAsync(query, cancel);

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        whole.CountEventsHllAsync(query, authors, cancel);

    public ValueTask DisposeAsync() => whole.DisposeAsync();
}
