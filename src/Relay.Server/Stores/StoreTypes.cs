namespace Relay.Server;

/// <summary>The types of store that the program can have.</summary>
static class StoreTypes
{
    /// <summary>All types, the default first.</summary>
    public static IReadOnlyList<IStoreType> All { get; } =
    [
        new LmdbType(), new RocksDbType(), new SqliteType(), new PostgresType(), new MemoryType(),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static type => type.Name)];

    /// <summary>The type with this name, in any case of its letters; null if there is none.</summary>
    public static IStoreType? Named(string name) => All.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
