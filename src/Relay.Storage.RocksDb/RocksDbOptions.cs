using System.ComponentModel.DataAnnotations;

namespace Relay.Storage.RocksDb;

/// <summary>What concerns RocksDB, for a store of the type RocksDb.</summary>
public sealed class RocksDbOptions
{
    // Holds the newest 60,000 events of usual size and the lists that are read most. The rest is mostly in the system's own cache, but
    // compressed.
    /// <summary>Memory for what is read again and again, in MiB: half for events, half for tables.</summary>
    [Range(1, 1_000_000)]
    public int CacheMiB { get; init; } = 64;

    // Smaller buffers make more and smaller files, which cost more to merge and to search. After a kill the start reads up to twice as much back.
    /// <summary>Memory for events that are in the log but not in tables yet, in MiB.</summary>
    [Range(1, 1000)]
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
