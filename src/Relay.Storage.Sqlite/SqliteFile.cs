using System.Security.Cryptography;
using Relay.Core;
using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>Opens the database file of a store, makes it if it is new, and refuses files of other programs.</summary>
static class SqliteFile
{
    /// <summary>The name of the file in the store's folder.</summary>
    public const string Name = "events.sqlite";

    /// <summary>The number by which SQLite files of this relay are told from those of other programs.</summary>
    public const int ApplicationId = 0x4E52_6C79;

    static readonly IReadOnlyList<IReadOnlyList<string>> Migrations = SqlSchema.Migrations(new SqliteDialect());

    /// <summary>The version that this program writes.</summary>
    public static int Version => Migrations.Count;

    /// <summary>Opens the file to write, in the present version.</summary>
    public static SqliteConnection OpenToWrite(string path)
    {
        var connection = new SqliteConnection(path, Sqlite3.OpenReadWrite | Sqlite3.OpenCreate);
        try
        {
            RequireOurs(connection, path);
            connection.Execute("PRAGMA journal_mode = WAL");
            // In this mode a commit is complete when the write-ahead log is on disk.
            connection.Execute("PRAGMA synchronous = FULL");
            connection.Execute("PRAGMA cell_size_check = ON");
            connection.Execute("PRAGMA trusted_schema = OFF");
            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file to read, with these sizes if they are given.</summary>
    public static SqliteConnection OpenToRead(string path, SqliteTuning? tuning = null)
    {
        var connection = new SqliteConnection(path, Sqlite3.OpenReadWrite);
        try
        {
            connection.Execute("PRAGMA query_only = ON");
            connection.Execute("PRAGMA trusted_schema = OFF");
            tuning?.ApplyToReader(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The secret key of the store's terms.</summary>
    public static byte[] KeyOf(SqliteConnection connection) => connection.ReadAll("SELECT value FROM meta WHERE name = x'01'")[0];

    /// <summary>Refuses the files of other programs and of newer versions before anything is written.</summary>
    static void RequireOurs(SqliteConnection connection, string path)
    {
        if (connection.Read("SELECT count(*) FROM sqlite_master") == 0)
            return;
        if (connection.Read("PRAGMA application_id") != ApplicationId)
            throw new StoreException($"{path} is the database of another program: choose another folder for the store.");
        if (connection.Read("PRAGMA user_version") is > 0 and var version && version > Version)
        {
            throw new StoreException(
                $"{path} was written by a newer version of this program (its format is {version}, and this one knows up to {Version}): "
                + "use the newer version.");
        }
    }

    static void Migrate(SqliteConnection connection)
    {
        // Also finds out whether the file can be written.
        connection.Execute("BEGIN IMMEDIATE");
        var version = (int)(connection.Read("PRAGMA user_version") ?? 0);
        for (var next = version; next < Version; next++)
        {
            foreach (var statement in Migrations[next])
                connection.Execute(statement);
        }
        if (version == 0)
        {
            var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(ListTerms.KeySize));
            connection.Execute($"INSERT INTO meta (name, value) VALUES (x'01', x'{key}')");
            connection.Execute($"PRAGMA application_id = {ApplicationId}");
        }
        if (version < Version)
            connection.Execute($"PRAGMA user_version = {Version}");
        connection.Execute("COMMIT");
    }
}
