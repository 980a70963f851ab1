using System.ComponentModel.DataAnnotations;
using Relay.Storage.Files;

namespace Relay.Storage.Lmdb;

/// <summary>Where and how the relay stores events.</summary>
public sealed class LmdbStoreOptions : StoreFolderOptions
{
    // The default keeps a relay's usual promise: an event answered with OK survives a power cut.
    /// <summary>
    /// EveryCommit: OK means that the event is on disk. Interval: the relay commits at most <see cref="SyncIntervalMilliseconds"/> apart,
    /// and a power cut, a crash or a kill loses the events since the last commit.
    /// </summary>
    public LmdbSync Sync { get; init; } = LmdbSync.EveryCommit;

    // Long enough to gather a few hundred events, short enough for a reader on the same connection to wait.
    /// <summary>With Sync=Interval: how many milliseconds may lie between two commits.</summary>
    [Range(1, 10_000)]
    public int SyncIntervalMilliseconds { get; init; } = 100;

    /// <summary>What concerns LMDB's files.</summary>
    public LmdbOptions Lmdb { get; init; } = new();
}
