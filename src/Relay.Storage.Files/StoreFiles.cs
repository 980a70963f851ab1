using Relay.Core;
namespace Relay.Storage.Files;

/// <summary>
/// A type of store that keeps its events in a folder, known by a file that every such store has. A folder belongs to one type.
/// </summary>
public sealed class StoreFiles
{
    readonly string[] _mark;

    StoreFiles(string name, params string[] mark)
    {
        Name = name;
        _mark = mark;
    }

    /// <summary>The log and the index of LMDB.</summary>
    public static StoreFiles Lmdb { get; } = new("Lmdb", "log", "data.mdb");

    /// <summary>The database of RocksDB.</summary>
    public static StoreFiles RocksDb { get; } = new("RocksDb", "rocksdb", "CURRENT");

    /// <summary>The database of SQLite.</summary>
    public static StoreFiles Sqlite { get; } = new("Sqlite", "events.sqlite");

    /// <summary>No files: a store in memory has a folder for the commands' socket only.</summary>
    public static StoreFiles Memory { get; } = new("Memory");

    /// <summary>No files: the events are in a database of PostgreSQL.</summary>
    public static StoreFiles Postgres { get; } = new("Postgres");

    /// <summary>No files: the events are in a database of MySQL or MariaDB.</summary>
    public static StoreFiles MySql { get; } = new("MySql");

    /// <summary>All types that a folder may belong to.</summary>
    public static IReadOnlyList<StoreFiles> All { get; } = [Lmdb, RocksDb, Sqlite];

    /// <summary>The name of the type, as <c>Relay:Store:Type</c> has it.</summary>
    public string Name { get; }

    /// <summary>The type of the store in a folder; null if there is none.</summary>
    public static StoreFiles? In(string folder) => All.FirstOrDefault(type => type.AreIn(folder));

    /// <summary>Whether a folder has a store of this type.</summary>
    public bool AreIn(string folder) => File.Exists(Path.Combine([folder, .. _mark]));

    /// <summary>
    /// Throws <see cref="StoreException"/> if a folder has a store of another type. Call it before anything is written there.
    /// </summary>
    public void RequireNoOther(string folder)
    {
        if (All.FirstOrDefault(type => type != this && type.AreIn(folder)) is { } other)
        {
            throw new StoreException(
                $"The folder {Path.GetFullPath(folder)} has a store of the type {other.Name}, so it cannot have one of the type {Name}: "
                + $"set Relay:Store:Type to {other.Name}, or choose another folder by Relay:Store:Path.");
        }
    }
}
