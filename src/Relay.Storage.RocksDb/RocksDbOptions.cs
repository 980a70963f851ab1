using System.ComponentModel.DataAnnotations;

namespace Relay.Storage.RocksDb;

/// <summary>What concerns RocksDB, for a store of the type RocksDb.</summary>
public sealed class RocksDbOptions
{
    // Holds the lists of some hundred thousand events, or the newest records of a busy day. What is not here is mostly in the system's own
    // cache, but compressed.
    /// <summary>Memory for data that was read, in MiB.</summary>
    [Range(1, 1_000_000)]
    public int CacheMiB { get; init; } = 64;

    // Smaller buffers make more and smaller files, which cost more to merge and to search. A start reads up to four times as much back.
    /// <summary>Memory for events that are in the log but not in tables yet, in MiB.</summary>
    [Range(1, 100_000)]
    public int WriteBufferMiB { get; init; } = 32;

    // The process has files for sockets too. A table beyond these is opened again when it is read.
    /// <summary>How many tables are kept open.</summary>
    [Range(16, 1_000_000)]
    public int OpenFiles { get; init; } = 512;

    /// <summary>
    /// What to do if the end of the log is damaged. False: the store does not open. True: it opens with what precedes the damage and forgets
    /// the rest, which may contain events that were answered with OK. Set it for one start, and only if there is no backup.
    /// </summary>
    public bool ForgetDamagedEnd { get; init; }
}
