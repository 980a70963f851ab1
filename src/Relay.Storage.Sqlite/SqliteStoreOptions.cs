using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Storage.Sqlite;

/// <summary>Where and how the relay stores events in SQLite.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// The folder of the store, with the file events.sqlite. A relative path is relative to the working directory. The relay creates it if
    /// it does not exist.
    /// </summary>
    [PerRelay(IsNeeded = true)]
    public string Path { get; init; } = "data";

    // The pages that the writer changes, and the upper pages of the tables for each reader.
    /// <summary>
    /// How many MiB of memory the store uses for pages of its file at most: half of it for writing, half for all readers together. The
    /// system's own cache keeps further pages.
    /// </summary>
    [Range(4, 1_000_000)]
    public int CacheMiB { get; init; } = 128;
}
