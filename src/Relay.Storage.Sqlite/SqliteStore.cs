using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>Opens stores in SQLite.</summary>
public static class SqliteStore
{
    /// <summary>
    /// Opens the store in a folder, or makes it. Throws <see cref="StoreException"/> with one line for the operator if it cannot be opened.
    /// The store owns what was opened.
    /// </summary>
    public static EngineStore Open(SqliteStoreOptions options, EngineStoreServices services) =>
        EngineStore.Open(OpenEngine(options, SqliteTuning.Of(options), services), services);

    /// <summary>Opens only the engine.</summary>
    internal static SqlEngine OpenEngine(SqliteStoreOptions options, SqliteTuning tuning, EngineStoreServices services)
    {
        var folder = Path.GetFullPath(options.Path);
        var path = Path.Combine(folder, SqliteFile.Name);
        Directory.CreateDirectory(folder);
        return new SqlEngine(new SqliteDatabase(path, SqliteFile.OpenToWrite(path), tuning, services.Logger));
    }
}
