namespace Relay.Storage.Lmdb;

/// <summary>How an environment is opened.</summary>
sealed record LmdbEnvironmentOptions
{
    /// <summary>Address space only, no disk: as large as it will ever be, because resizing unmaps under live readers.</summary>
    public long MapSizeBytes { get; init; } = 1L << 40;

    /// <summary>Each transaction begins by copying a few bytes per table, so this follows the layout.</summary>
    public int MaxTables { get; init; } = 16;

    /// <summary>
    /// Slots for read transactions of all processes together; the process that owns the store leaves an eighth to the others.
    /// </summary>
    public int MaxReaders { get; init; } = 1024;

    public bool ReadOnly { get; init; }

    /// <summary>One sync per commit instead of two: a power cut may undo the last commits, and never corrupts.</summary>
    public bool DeferMetaSync { get; init; }

    /// <summary>Reading ahead wastes memory once a store with random access has outgrown it.</summary>
    public bool ReadAhead { get; init; } = true;

    internal EnvironmentFlags Flags =>
        // A read transaction belongs to whoever rented it, not to a thread.
        EnvironmentFlags.NoThreadLocalStorage
        | (ReadOnly ? EnvironmentFlags.ReadOnly : EnvironmentFlags.None)
        | (DeferMetaSync ? EnvironmentFlags.NoMetaSync : EnvironmentFlags.None)
        | (ReadAhead ? EnvironmentFlags.None : EnvironmentFlags.NoReadAhead);
}
