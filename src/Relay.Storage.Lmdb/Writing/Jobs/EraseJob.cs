using Relay.Core;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Erases as many events that requests to vanish cover (NIP-62) as one transaction takes. With the last event, the requests are carried
/// out. Can be repeated: after a crash the erasure begins again.
/// </summary>
sealed class EraseJob(IReadOnlyList<Vanishing> requests, ReadOnlyMemory<long> sequences) : WriteJob
{
    readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _erased;

    /// <summary>Completes with the number of events that were handled, or a negative number if the transaction failed.</summary>
    public Task<int> Task => _done.Task;

    public override bool IsRemoval => true;

    public override int Events => EventWriter.MaxMoved;

    public override void Apply(scoped in StoreView view, LogScope scope)
    {
        var bytes = 0L;
        for (_erased = 0; _erased < sequences.Length && _erased < EventWriter.MaxMoved && bytes < EventWriter.MaxBatchBytes; _erased++)
            bytes += scope.Remove(sequences.Span[_erased]);
        if (_erased < sequences.Length)
            return;
        foreach (var request in requests)
            Erasure.End(scope, request);
    }

    public override void Succeed() => _done.TrySetResult(_erased);

    public override void Fail(string reason) => _done.TrySetResult(-1);
}
