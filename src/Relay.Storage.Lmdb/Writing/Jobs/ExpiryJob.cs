using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Removes a bounded number of expired events (NIP-40), from an entry of the lists of expirations on.</summary>
sealed class ExpiryJob(NumberedKey from) : WriteJob
{
    readonly TaskCompletionSource<NumberedKey?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    NumberedKey _next;

    public override bool IsRemoval => true;

    public override int Events => EventWriter.MaxMoved;

    /// <summary>Completes with the entry at which the next sweep continues, or null if the transaction failed.</summary>
    public Task<NumberedKey?> Task => _done.Task;

    public override void Apply(scoped in StoreView view, LogScope scope)
    {
        var bytes = 0L;
        _next = from;
        for (var looked = 0; looked < EventWriter.MaxMoved && bytes < EventWriter.MaxBatchBytes; looked++)
        {
            if (!ExpiredEvents.TryFirst(view, _next, scope.Now, out var found))
                return;
            if (view.TryGetRecord(found.Sequence, out var record) && new EventView(record).IsExpiredAt(scope.Now))
                bytes += scope.Remove(found.Sequence);
            _next = found with { Sequence = found.Sequence + 1 };
        }
    }

    public override void Succeed() => _done.TrySetResult(_next);

    public override void Fail(string reason) => _done.TrySetResult(null);
}
