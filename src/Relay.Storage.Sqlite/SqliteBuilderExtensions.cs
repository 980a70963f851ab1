using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.Sqlite;

/// <summary>Adds a store in SQLite to a relay.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>Stores events in SQLite, as the section <c>Relay:Store</c> configures.</summary>
    public static RelayBuilder UseSqlite(this RelayBuilder builder)
    {
        builder.Sections.Add<SqliteStoreOptions>("Relay:Store");
        return builder.UseEngineIn(
            static services => services.GetRequiredService<BoundOptions>().Get<SqliteStoreOptions>(), SqliteStore.Open);
    }

    /// <summary>The same with these options. May add a second store.</summary>
    public static RelayBuilder UseSqlite(this RelayBuilder builder, SqliteStoreOptions options) =>
        builder.UseEngineIn(_ => options, SqliteStore.Open);
}
