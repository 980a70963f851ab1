using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Removes what fits a transaction of the events with these ids, without tombstones.</summary>
sealed class RemoveJob(ReadOnlyMemory<Bytes32> ids) : WriteJob
{
    readonly TaskCompletionSource<(int Looked, int Removed)> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _looked;
    int _removed;

    /// <summary>Completes with how many of the ids were looked up, and how many of those were stored.</summary>
    public Task<(int Looked, int Removed)> Task => _done.Task;

    public override bool IsRemoval => true;

    public override int Events => ids.Length;

    public override void Apply(scoped in StoreView view, LogScope scope)
    {
        var bytes = 0L;
        (_looked, _removed) = (0, 0);
        for (; _looked < ids.Length && bytes < EventWriter.MaxBatchBytes; _looked++)
        {
            if (EventRemover.Remove(view, scope, ids.Span[_looked], ref bytes))
                _removed++;
        }
    }

    public override void Succeed() => _done.TrySetResult((_looked, _removed));

    public override void Fail(string reason) =>
        _done.TrySetException(reason == StoreBrokenException.Refusal ? new StoreBrokenException() : new IOException(reason));
}
