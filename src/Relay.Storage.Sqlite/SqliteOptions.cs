using System.ComponentModel.DataAnnotations;

namespace Relay.Storage.Sqlite;

/// <summary>What concerns SQLite, for a store of the type Sqlite.</summary>
public sealed class SqliteOptions
{
    // The pages that the writer changes, and the upper pages of the tables for each reader.
    /// <summary>
    /// How many MiB of memory the store uses for pages of its file at most: half of it for writing, half for all readers together. The
    /// system's own cache keeps further pages.
    /// </summary>
    [Range(4, 1_000_000)]
    public int CacheMiB { get; init; } = 128;
}
