using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>Keeps the events it is given in order, and answers as the test says.</summary>
class RecordingStore : IEventStore
{
    readonly Dictionary<Bytes32, StoreResult> _answers = [];
    readonly HashSet<Bytes32> _ids = [];
    readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<NostrEvent> Events { get; } = [];

    public int Batches { get; private set; }

    /// <summary>Completes when the first batch is stored.</summary>
    public Task FirstStored => _stored.Task;

    /// <summary>Sets the answer for this event.</summary>
    public void Answer(NostrEvent e, StoreResult result) => _answers[e.Id] = result;

    public bool Contains(in Bytes32 id)
    {
        lock (_ids)
            return _ids.Contains(id);
    }

    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        Batches++;
        var results = events.Select(Store).ToArray();
        _stored.TrySetResult();
        return ValueTask.FromResult(results);
    }

    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => ValueTask.FromResult(Store(e));

    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => ValueTask.FromResult(Store(e));

    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        ValueTask.FromResult(Store(request.Event));

    public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        throw new NotSupportedException();

    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        foreach (var e in Events.OrderByDescending(e => e.CreatedAt))
        {
            if (!query.Filters[0].Matches(e.View))
                continue;
            while (!sink.TryWrite(e.View))
                await sink.WaitForRoomAsync(cancel);
        }
    }

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        this.CountFoundAsync(query, authors, cancel);

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => ValueTask.FromResult((long)Events.Count);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    StoreResult Store(NostrEvent e)
    {
        if (_answers.TryGetValue(e.Id, out var answer))
            return answer;
        lock (_ids)
        {
            if (!_ids.Add(e.Id))
                return new StoreResult(StoreStatus.Duplicate);
        }
        Events.Add(e);
        return new StoreResult(StoreStatus.Stored);
    }
}
