namespace Relay.Storage.Lmdb;

/// <summary>Drops records of removed events that the index has forgotten.</summary>
sealed class ForgetJob(IReadOnlyList<long> sequences) : WriteJob
{
    public override void Apply(scoped in StoreView view, WriteScope scope)
    {
        foreach (var sequence in sequences)
            scope.Batch.IsDirty |= scope.Transaction.Delete(scope.Log.Removed, (ulong)sequence);
    }
}
