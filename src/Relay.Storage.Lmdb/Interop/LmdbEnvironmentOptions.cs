using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>Options for opening an environment.</summary>
sealed record LmdbEnvironmentOptions
{
    /// <summary>
    /// Bytes of address space, not of disk. Choose the greatest size the file will ever have, because resizing unmaps the file under its
    /// readers.
    /// </summary>
    public long MapSizeBytes { get; init; } = 1L << 40;

    /// <summary>Every transaction begins by copying a few bytes per table, so this should not exceed the tables of the layout.</summary>
    public int MaxTables { get; init; } = 16;

    /// <summary>
    /// Slots for read transactions of all processes together. The process that owns the store leaves an eighth to the others.
    /// </summary>
    public int MaxReaders { get; init; } = 1024;

    public bool ReadOnly { get; init; }

    /// <summary>Whether the system reads ahead. Once a randomly read file has outgrown memory, reading ahead wastes memory.</summary>
    public bool ReadAhead { get; init; } = true;

    // Flags that can lose or corrupt a store, or crash the process on a full disk, are not options: NoSync, NoMetaSync, WriteMap, MapAsync,
    // NoLock.
    public EnvironmentOpenFlags Flags =>
        // A read transaction belongs to the caller that rented it, not to a thread.
        EnvironmentOpenFlags.NoThreadLocalStorage
        | (ReadOnly ? EnvironmentOpenFlags.ReadOnly : EnvironmentOpenFlags.None)
        | (ReadAhead ? EnvironmentOpenFlags.None : EnvironmentOpenFlags.NoReadAhead);
}
