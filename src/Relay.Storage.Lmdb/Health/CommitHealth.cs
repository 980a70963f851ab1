using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Reports the writer's failures and successes to the store's health. Only the writer uses it.</summary>
sealed class CommitHealth(StoreHealth health, LmdbEnvironment environment, StoreDisk disk, TimeProvider time)
{
    /// <summary>The reason when LMDB panics: it does not know what its last commit left on the disk.</summary>
    public const string Panicked = "the disk failed at a commit";

    static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(60);

    bool _isFailing;
    long _failedBytes;
    long _failedAt;

    /// <summary>Judges a failed transaction. A panic of LMDB marks the store as broken.</summary>
    public WriteFailure Judge(Exception exception)
    {
        if (health.IsBroken)
            return WriteFailure.Broken;
        var failure = WriteFailure.Of(exception, environment, disk);
        if (failure.Kind == WriteFailureKind.Broken)
            health.Break(Panicked, exception);
        return failure;
    }

    /// <summary>
    /// Notes that a transaction of this many bytes failed for good. No answer precedes its commit until a commit succeeds.
    /// </summary>
    public void Failed(WriteFailure failure, Exception exception, long bytes)
    {
        _failedBytes = _isFailing && _failedBytes < bytes ? _failedBytes : bytes;
        _isFailing = true;
        _failedAt = time.GetTimestamp();
        health.Begin(
            StoreCause.Commits, new StoreComplaint(new StoreCondition(StoreState.NoEarlyAnswers, failure.What), Exception: exception));
    }

    /// <summary>
    /// Notes a successful commit. A nearly full store may accept small events between large ones that do not fit, so the trouble only ends
    /// when a commit as large as the failed one succeeds, or after 60 s without a failure.
    /// </summary>
    public void Succeeded(WriteBatch batch)
    {
        if (!_isFailing)
            return;
        var bytes = batch.Events.Sum(static e => (long)e.Event.Record.Length);
        if (bytes < _failedBytes && time.GetElapsedTime(_failedAt) < LongestDoubt)
            return;
        _isFailing = false;
        health.End(StoreCause.Commits);
    }
}
