namespace Relay.Server;

/// <summary>When a commit reaches the disk.</summary>
enum StoreSync
{
    /// <summary>Every commit is synced before its events are answered.</summary>
    EveryCommit,

    /// <summary>At most SyncIntervalMilliseconds lie between two commits. Answers do not wait for them.</summary>
    Interval,
}
