using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>A process that owns a store and writes to it until it is killed.</summary>
static class StoreOwner
{
    /// <summary>Its task.</summary>
    public const string Write = "write";

    public static async Task<int> RunAsync(string path, string seed)
    {
        // Small buffers, so that tables are written and merged between kills.
        var options = new RocksDbStoreOptions { Path = path, MinFreeDiskMiB = 0, RocksDb = new() { CacheMiB = 4, WriteBufferMiB = 1 } };
        await using var store = RocksDbStore.Open(options, new EngineStoreServices(TimeProvider.System, NullLogger.Instance));
        Console.WriteLine(OwnerProcess.Ready);
        await new RandomWriter(store, int.Parse(seed, CultureInfo.InvariantCulture)).RunAsync();
        return 0;
    }
}
