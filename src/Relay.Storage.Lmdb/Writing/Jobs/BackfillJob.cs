using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Stores history in one transaction.</summary>
sealed class BackfillJob(IReadOnlyList<NostrEvent> events) : WriteJob
{
    readonly TaskCompletionSource<StoreResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly StoreResult[] _results = new StoreResult[events.Count];

    public Task<StoreResult[]> Task => _done.Task;

    public override int Events => events.Count;

    public override long Bytes { get; } = SizeOf(events);

    public override void Apply(scoped in StoreView view, LogScope scope)
    {
        var first = scope.Batch.ReserveHistory(_results.Length);
        for (var i = 0; i < _results.Length; i++)
            _results[i] = EventDecider.Decide(view, scope, events[i], request: null, first + i);
    }

    static long SizeOf(IReadOnlyList<NostrEvent> events)
    {
        var bytes = 0L;
        foreach (var e in events)
            bytes += e.Record.Length;
        return bytes;
    }

    public override void Succeed() => _done.TrySetResult(_results);

    public override void Fail(string reason)
    {
        Array.Fill(_results, StoreResult.Failed(reason));
        _done.TrySetResult(_results);
    }
}
