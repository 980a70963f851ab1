using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>A process that owns a store and writes to it until it is killed.</summary>
static class StoreOwner
{
    public static async Task<int> RunAsync(string path, string seed)
    {
        // A short log, so that it is copied into the file between kills.
        await using var store = SqliteStore.Open(
            new SqliteStoreOptions { Path = path }, TemporaryStore.Small,
            new EngineStoreServices(TimeProvider.System, NullLogger.Instance));
        Console.WriteLine(OwnerProcess.Ready);
        await new RandomWriter(store, int.Parse(seed, CultureInfo.InvariantCulture)).RunAsync();
        return 0;
    }
}
