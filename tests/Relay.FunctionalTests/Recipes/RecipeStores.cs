using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Storage.Lmdb;
using Relay.Storage.MySql;
using Relay.Storage.Postgres;
using Relay.Storage.RocksDb;
using Relay.Storage.Sqlite;

namespace Relay.FunctionalTests;

/// <summary>Two stores of one type, as databases of an embedding program. They are deleted in the end.</summary>
sealed class RecipeStores : IAsyncDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-test-");

    public RecipeStores(string type)
    {
        One = Open(type, "one");
        Other = Open(type, "other");
    }

    public static TheoryData<string> Types => ["Memory", "Lmdb", "RocksDb", "Sqlite", "Postgres", "MySql", "Folder"];

    public IEventStore One { get; }

    public IEventStore Other { get; }

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    IEventStore Open(string type, string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        var services = new EngineStoreServices(TimeProvider.System, NullLogger.Instance);
        return type switch
        {
            "Lmdb" => LmdbEventStore.Open(
                new() { Path = path, MinFreeDiskMiB = 0, Lmdb = new() { MapSizeGiB = 1 } }, services.Time, services.Logger),
            "RocksDb" => RocksDbStore.Open(new() { Path = path, MinFreeDiskMiB = 0 }, services),
            "Sqlite" => SqliteStore.Open(new() { Path = path, MinFreeDiskMiB = 0 }, services),
            "Postgres" => OpenPostgresAsync(services).GetAwaiter().GetResult(),
            "MySql" => OpenMySqlAsync(services).GetAwaiter().GetResult(),
            "Folder" => EngineStore.Open(new FolderEngine(path), services),
            _ => new InMemoryStore(),
        };
    }

    static async Task<IEventStore> OpenPostgresAsync(EngineStoreServices services) =>
        await PostgresStore.OpenAsync(new() { ConnectionString = await TestDatabases.NewInPostgresAsync() }, services);

    static async Task<IEventStore> OpenMySqlAsync(EngineStoreServices services) =>
        await MySqlStore.OpenAsync(new() { ConnectionString = await TestDatabases.NewInMySqlAsync() }, services);
}
