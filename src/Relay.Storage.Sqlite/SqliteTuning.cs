namespace Relay.Storage.Sqlite;

/// <summary>Sizes that were chosen by measurement. Tests take smaller ones.</summary>
/// <param name="CacheKiB">Memory for pages of the file: half for the writer, half for all readers.</param>
/// <param name="Readers">The most connections that read at a time.</param>
/// <param name="Wal">The length of the write-ahead log.</param>
sealed record SqliteTuning(int CacheKiB, int Readers, WalBounds Wal)
{
    /// <summary>Two connections for each processor: a page of a query uses one for a few milliseconds at most.</summary>
    public static SqliteTuning Of(SqliteStoreOptions options) =>
        new(options.Sqlite.CacheMiB * 1024, 2 * Environment.ProcessorCount, WalBounds.Default);

    /// <summary>Sets up the connection that writes.</summary>
    public void ApplyToWriter(SqliteConnection connection)
    {
        connection.Execute($"PRAGMA cache_size = {-CacheKiB / 2}");
        connection.Execute("PRAGMA temp_store = MEMORY");
        // Later, a log that had to grow gives its room back.
        connection.Execute($"PRAGMA journal_size_limit = {(long)Wal.MostPages * 4096}");
    }

    /// <summary>Sets up a connection that reads.</summary>
    public void ApplyToReader(SqliteConnection connection)
    {
        connection.Execute($"PRAGMA cache_size = {-CacheKiB / 2 / Readers}");
        // Each commit empties the caches of readers, and the system's cache has most of what they read. A map spares them the copies.
        connection.Execute("PRAGMA mmap_size = 2147418112");
        connection.Execute("PRAGMA temp_store = MEMORY");
    }
}
