namespace Relay.Storage.Lmdb;

/// <summary>
/// Erases a slice of the events that a request to vanish covers (NIP-62), so that no transaction is long. The last slice ends the
/// request. Idempotent: after a crash the erasure begins anew.
/// </summary>
sealed class EraseJob(Vanishing vanishing, ReadOnlyMemory<long> sequences, bool isLast) : WriteJob
{
    readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with whether the slice is erased.</summary>
    public Task<bool> Task => _done.Task;

    public override int Events => sequences.Length;

    public override void Apply(scoped in StoreView view, WriteScope scope)
    {
        foreach (var sequence in sequences.Span)
            scope.Remove(sequence);
        // A later request of the same key has taken this one's place: it ends the erasure.
        if (!isLast || !scope.Batch.Vanishing.Contains(vanishing))
            return;
        scope.Log.DeleteVanishing(scope.Transaction, vanishing.Key);
        scope.Batch.Vanishing = [.. scope.Batch.Vanishing.Where(other => other != vanishing)];
        scope.Batch.IsDirty = true;
    }

    public override void Succeed() => _done.TrySetResult(true);

    public override void Fail(string reason) => _done.TrySetResult(false);
}
