using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>The name and kind of a table, as the layout of a store declares it.</summary>
sealed class LmdbTableSchema
{
    LmdbTableSchema(string name, LmdbTableKind kind, int itemBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Kind, ItemBytes) = (name, kind, itemBytes);
    }

    public string Name { get; }

    public LmdbTableKind Kind { get; }

    /// <summary>Bytes of a list's items; 0 for tables of rows.</summary>
    public int ItemBytes { get; }

    public DatabaseOpenFlags Flags => Kind switch
    {
        LmdbTableKind.IntegerRows => DatabaseOpenFlags.IntegerKey,
        LmdbTableKind.Lists => DatabaseOpenFlags.DuplicatesFixed,
        _ => DatabaseOpenFlags.None,
    };

    public static LmdbTableSchema Rows(string name) => new(name, LmdbTableKind.Rows, 0);

    public static LmdbTableSchema IntegerRows(string name) => new(name, LmdbTableKind.IntegerRows, 0);

    public static LmdbTableSchema Lists(string name, int itemBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(itemBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(itemBytes, LmdbEnvironment.MaxKeyBytes);
        return new LmdbTableSchema(name, LmdbTableKind.Lists, itemBytes);
    }
}
