using Relay.Storage.Files;

namespace Relay.Storage.Sqlite;

/// <summary>Where and how the relay stores events in SQLite.</summary>
public sealed class SqliteStoreOptions : StoreFolderOptions
{
    /// <summary>What concerns SQLite.</summary>
    public SqliteOptions Sqlite { get; init; } = new();
}
