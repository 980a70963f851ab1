namespace Relay.Storage.Lmdb;

/// <summary>When a commit reaches the disk.</summary>
public enum LmdbSync
{
    /// <summary>Every commit is synced before its events are answered.</summary>
    EveryCommit,

    /// <summary>At most SyncIntervalMilliseconds lie between two commits. Answers do not wait for them.</summary>
    Interval,
}
