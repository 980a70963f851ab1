using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>Where and how the relay stores events.</summary>
public sealed class LmdbStoreOptions
{
    /// <summary>
    /// The folder of the store. A relative path is relative to the working directory. The relay creates it if it does not exist.
    /// </summary>
    [PerRelay(IsNeeded = true)]
    public string Path { get; init; } = "data";

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

    // Address space, not disk: files grow as they fill. Enlarging a map later would mean stopping all readers.
    /// <summary>Address space to reserve for each of the two database files, in GiB. The files themselves grow only as they fill.</summary>
    [Range(1, 131_072)]
    public int MapSizeGiB { get; init; } = 1024;

    // Deletions and expiry copy pages before they free any. This leaves room for them and for the index.
    /// <summary>
    /// When less than this many MiB of the disk are free, the relay refuses new events, so that there is still room for deletions. Default:
    /// 256, or a twentieth of the volume if that is less.
    /// </summary>
    [Range(0, 1_000_000)]
    public int? MinFreeDiskMiB { get; init; }
}
