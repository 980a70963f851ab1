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

    // One library serves the whole process, so relays cannot differ in it.
    /// <summary>
    /// The version of LMDB whose format a new store gets, and an existing store must have: 0.9 or 1.0. Each reads only its own format. 0.9
    /// is the library of the system. 1.0 comes with the program; on Linux it needs glibc 2.38. All stores of a process have the same.
    /// Default: 0.9 on Linux, 1.0 elsewhere.
    /// </summary>
    [AllowedValues("0.9", "1.0", ErrorMessage = "{0} must be 0.9 or 1.0")]
    public string? Lmdb { get; init; }

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
