using Relay.Core;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>What the writer's failures and successes say of the store's health. Used by the writer alone.</summary>
sealed class CommitHealth(StoreHealth health, LmdbEnvironment environment, StoreDisk disk, TimeProvider time)
{
    static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(60);

    bool _isFailing;
    long _failedBytes;
    long _failedAt;

    /// <summary>What a failed transaction means; a panic breaks the store.</summary>
    public WriteFailure Judge(Exception exception)
    {
        if (health.IsBroken)
            return WriteFailure.Broken;
        var failure = WriteFailure.Of(exception, environment, disk);
        if (failure.Kind == WriteFailureKind.Broken)
            health.Break(StoreHealth.Panicked, exception);
        return failure;
    }

    /// <summary>A transaction of so many bytes failed for good: nothing is answered before its commit until one succeeds.</summary>
    public void Failed(WriteFailure failure, Exception exception, long bytes)
    {
        _failedBytes = _isFailing && _failedBytes < bytes ? _failedBytes : bytes;
        _isFailing = true;
        _failedAt = time.GetTimestamp();
        health.Begin(
            StoreCause.Commits, new StoreComplaint(new StoreCondition(StoreState.NoEarlyAnswers, failure.What), Exception: exception));
    }

    /// <summary>
    /// A commit succeeded. A store that is nearly full takes small events between large ones for which it has no room: it is not well
    /// again before something as large was stored, or nothing has failed for a while.
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
