using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.Sqlite;

/// <summary>Adds a store in SQLite to a relay.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>
    /// Stores events in SQLite, as the section <c>Relay:Store</c> configures. The store is also registered as a service; that of a named
    /// relay under the relay's name.
    /// </summary>
    public static RelayBuilder UseSqlite(this RelayBuilder builder) => builder.UseEngineOfSettings<SqliteStoreOptions>(SqliteStore.Open);

    /// <summary>Stores events in SQLite with these options. May add a second store to the configured one.</summary>
    public static RelayBuilder UseSqlite(this RelayBuilder builder, SqliteStoreOptions options) =>
        builder.UseEngineIn(options, SqliteStore.Open);
}
