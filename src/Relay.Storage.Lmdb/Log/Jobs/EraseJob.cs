namespace Relay.Storage.Lmdb;

/// <summary>
/// Erases what fits a transaction of the events that a request to vanish covers (NIP-62). With the last of them the request has been
/// carried out. Idempotent: after a crash the erasure begins anew.
/// </summary>
sealed class EraseJob(Vanishing vanishing, ReadOnlyMemory<long> sequences) : WriteJob
{
    readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _erased;

    /// <summary>Completes with how many of the events are gone, or less than zero if the transaction failed.</summary>
    public Task<int> Task => _done.Task;

    public override int Events => EventWriter.MaxMoved;

    public override void Apply(scoped in StoreView view, WriteScope scope)
    {
        var bytes = 0L;
        for (_erased = 0; _erased < sequences.Length && _erased < EventWriter.MaxMoved && bytes < EventWriter.MaxBatchBytes; _erased++)
            bytes += scope.Remove(sequences.Span[_erased]);
        // A later request of the same key has taken this one's place: it ends the erasure.
        var requests = scope.Batch.Vanishing;
        if (_erased < sequences.Length || !requests.TryGetValue(vanishing.Key, out var current) || current != vanishing)
            return;
        scope.Log.DeleteVanishing(scope.Transaction, vanishing.Key);
        scope.Batch.Vanishing = requests.Remove(vanishing.Key);
        scope.Batch.IsDirty = true;
    }

    public override void Succeed() => _done.TrySetResult(_erased);

    public override void Fail(string reason) => _done.TrySetResult(-1);
}
