using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Lmdb;
using Relay.Storage.Postgres;
using Relay.Storage.RocksDb;
using Relay.Storage.Sqlite;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// Stores for relays in tests that the testing library does not know, each in a folder that is deleted after the test, or in a database.
/// </summary>
static class EngineTestStores
{
    public static TestStore RocksDb { get; } = relay => Use(folder => relay.UseRocksDb(new RocksDbStoreOptions
    {
        Path = folder,
        MinFreeDiskMiB = 0,
        RocksDb = new() { CacheMiB = 4, WriteBufferMiB = 2 },
    }));

    public static TestStore Sqlite { get; } = relay => Use(folder => relay.UseSqlite(new SqliteStoreOptions
    {
        Path = folder,
        MinFreeDiskMiB = 0,
        Sqlite = new() { CacheMiB = 8 },
    }));

    public static TestStore Postgres { get; } = static relay =>
    {
        relay.UsePostgres(new PostgresStoreOptions
        {
            ConnectionString = TestDatabases.NewInPostgresAsync().GetAwaiter().GetResult(),
            Postgres = new() { Readers = 4 },
        });
        return null;
    };

    /// <summary>LMDB for notes, RocksDB for reactions, SQLite for what is replaced, memory for the rest.</summary>
    public static TestStore Four { get; } = relay => Use(folder => relay.UseStore(services =>
    {
        var (time, logger) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<EngineStore>>());
        var engines = new EngineStoreServices(time, logger);
        return new RouterStore(new InMemoryStore(time), time)
            .With(new StoreRoute(LmdbEventStore.Open(
                new() { Path = Path.Combine(folder, "notes"), Lmdb = new() { MapSizeGiB = 1 }, MinFreeDiskMiB = 0 }, time, logger))
            {
                Kinds = KindSet.Of(Kind.TextNote),
            })
            .With(new StoreRoute(RocksDbStore.Open(
                new() { Path = Path.Combine(folder, "reactions"), MinFreeDiskMiB = 0, RocksDb = new() { CacheMiB = 4 } }, engines))
            {
                Kinds = KindSet.Of(Kind.Reaction),
            })
            .With(new StoreRoute(SqliteStore.Open(
                new() { Path = Path.Combine(folder, "profiles"), MinFreeDiskMiB = 0, Sqlite = new() { CacheMiB = 8 } }, engines))
            {
                Kinds = KindSet.Parse("0,3,10000-19999,30000-39999"),
            })
            .AskingRoutesOnly();
    }));

    static Removal Use(Action<string> use)
    {
        var folder = Directory.CreateTempSubdirectory("relay-test-");
        use(folder.FullName);
        return new Removal(folder);
    }

    sealed class Removal(DirectoryInfo folder) : IDisposable
    {
        public void Dispose() => folder.Delete(recursive: true);
    }
}
