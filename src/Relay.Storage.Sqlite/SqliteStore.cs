using System.Runtime.InteropServices;
using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>Opens and copies stores in SQLite.</summary>
public static class SqliteStore
{
    /// <summary>The version of the library that this process uses, such as 3.53.4.</summary>
    public static string LibraryVersion => Marshal.PtrToStringUTF8(Sqlite3.sqlite3_libversion())!;

    /// <summary>
    /// Opens the store in a folder, or makes it. Throws <see cref="StoreException"/> with one line for the operator if it cannot be opened.
    /// </summary>
    public static EngineStore Open(SqliteStoreOptions options, EngineStoreServices services) =>
        Open(options, TakeFolder(options, services), services);

    /// <summary>The same in a folder that this process owns already. The store gives it back.</summary>
    public static EngineStore Open(SqliteStoreOptions options, StoreFolder folder, EngineStoreServices services) =>
        Open(options, folder, SqliteTuning.Of(options), services);

    /// <summary>The same with other sizes.</summary>
    internal static EngineStore Open(SqliteStoreOptions options, SqliteTuning tuning, EngineStoreServices services) =>
        Open(options, TakeFolder(options, services), tuning, services);

    /// <summary>
    /// Copies a store into a new file, which is then a store's <c>events.sqlite</c>, also while a relay uses the store: the copy has all
    /// events that were committed when it began. Meanwhile the store's write-ahead log grows. Throws <see cref="StoreException"/> with one
    /// line for the operator if it fails.
    /// </summary>
    public static void Copy(SqliteStoreOptions options, string destination)
    {
        var path = PathOf(options);
        if (!File.Exists(path))
            throw new StoreException($"There is no store in {Path.GetDirectoryName(path)}.");
        if (File.Exists(destination))
            throw new StoreException($"{destination} exists: name a file that does not.");
        Explained(path, () =>
        {
            using var connection = new SqliteConnection(path, Sqlite3.OpenReadWrite);
            try
            {
                connection.Execute($"VACUUM INTO '{Path.GetFullPath(destination).Replace("'", "''", StringComparison.Ordinal)}'");
                using var copy = new FileStream(destination, FileMode.Open, FileAccess.ReadWrite);
                copy.Flush(flushToDisk: true);
            }
            catch (Exception exception) when (exception is not SqliteException { Code: SqliteCode.Error })
            {
                // A part of a copy looks like one. With the code left out, the file is one that another program has made meanwhile.
                File.Delete(destination);
                throw;
            }
            return true;
        });
    }

    /// <summary>Opens only the engine.</summary>
    internal static SqlEngine OpenEngine(SqliteStoreOptions options, SqliteTuning tuning, EngineStoreServices services)
    {
        var path = PathOf(options);
        return Explained(path, () =>
        {
            // SQLite deletes the log when the last connection is closed.
            var wasClosed = !File.Exists(path + "-wal");
            var writer = SqliteFile.OpenToWrite(path);
            try
            {
                if (!wasClosed)
                    SqliteCheck.Run(writer, path, services.Logger);
                return new SqlEngine(new SqliteDatabase(path, writer, tuning, services.Logger));
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        });
    }

    static StoreFolder TakeFolder(SqliteStoreOptions options, EngineStoreServices services) =>
        StoreFolder.Open(StoreFiles.Sqlite, options.Path, services.Logger);

    static EngineStore Open(SqliteStoreOptions options, StoreFolder folder, SqliteTuning tuning, EngineStoreServices services) => Explained(
        PathOf(options),
        () => EngineFolder.OpenStore(
            StoreFiles.Sqlite, folder, options.MinFreeDiskMiB, services, () => OpenEngine(options, tuning, services)));

    static string PathOf(SqliteStoreOptions options) => Path.Combine(Path.GetFullPath(options.Path), SqliteFile.Name);

    static T Explained<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.AtOpening(path, exception);
        }
        catch (DllNotFoundException exception)
        {
            throw new StoreException(
                "SQLite, which comes with the program, does not load. On Linux it needs glibc 2.34 or newer, as in Debian 12 and "
                + "Ubuntu 22.04.", exception);
        }
    }
}
