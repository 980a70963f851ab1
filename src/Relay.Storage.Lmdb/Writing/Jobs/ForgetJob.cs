namespace Relay.Storage.Lmdb;

/// <summary>
/// Drops the records of removed events that the index took out up to the pass with a given mark: as many as one transaction should move.
/// </summary>
sealed class ForgetJob(TailRun run, int first, long upTo) : WriteJob
{
    readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly int _end = Math.Min(run.Removed.Length, first + EventWriter.MaxMoved);

    /// <summary>Completes with how many events of the run are forgotten, or a negative number if the transaction failed.</summary>
    public Task<int> Task => _done.Task;

    public override bool IsRemoval => true;

    public override int Events => EventWriter.MaxMoved;

    public override void Apply(scoped in StoreView view, LogScope scope)
    {
        scope.Log.Forgotten = Math.Max(scope.Log.Forgotten, upTo);
        foreach (var (sequence, _) in run.Removed.AsSpan(first.._end))
            scope.Forget(sequence);
        if (_end == run.Removed.Length)
            scope.MarkForgotten(run);
    }

    public override void Succeed() => _done.TrySetResult(_end);

    public override void Fail(string reason) => _done.TrySetResult(-1);
}
