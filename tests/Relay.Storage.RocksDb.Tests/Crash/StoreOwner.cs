using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>A process that owns a store and writes to it until it is killed.</summary>
static class StoreOwner
{
    public const string Argument = "own-store";

    /// <summary>Says when the store is open.</summary>
    public const string Ready = "ready";

    public static async Task<int> RunAsync(string path, string seed)
    {
        // Small buffers, so that tables are written and merged between kills.
        var options = new RocksDbStoreOptions { Path = path, MinFreeDiskMiB = 0, RocksDb = new() { CacheMiB = 4, WriteBufferMiB = 1 } };
        await using var store = RocksDbStore.Open(options, new EngineStoreServices(TimeProvider.System, NullLogger.Instance));
        Console.WriteLine(Ready);
        await new RandomWriter(store, int.Parse(seed, CultureInfo.InvariantCulture)).RunAsync();
        return 0;
    }
}
