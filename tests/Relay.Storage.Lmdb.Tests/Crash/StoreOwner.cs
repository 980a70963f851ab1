using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A process that owns a store until its standard input ends or it is killed.</summary>
static class StoreOwner
{
    public static async Task<int> RunAsync(string task, string path, string[] rest)
    {
        if (task == "hold-snapshots")
            return HoldSnapshots(path);
        if (task == "look")
            return await DamagedStores.LookAsync(path);
        if (task == "map")
            return await OpenWithMapAsync(path, int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture));
        if (task == FaultRunOwner.Task)
            return await FaultRunOwner.RunAsync(path, rest);
        var options = new LmdbStoreOptions { Path = path, MinFreeDiskMiB = 0 };
        await using var store = LmdbEventStore.Open(options, TemporaryStore.SmallBounds, TimeProvider.System, NullLogger.Instance);
        Console.WriteLine(OwnerProcess.Ready);
        if (task == "write")
        {
            var seed = int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture);
            await new RandomWriter(store, seed, disturb: () => _ = store.IndexAsync()).RunAsync();
        }
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>Reads another process's store, and stops in the middle.</summary>
    static int HoldSnapshots(string path)
    {
        using var log = EventLog.OpenReadOnly(Path.Combine(path, "log"));
        using var index = PostingIndex.OpenReadOnly(Path.Combine(path, "index"), log)!;
        using var records = log.Environment.OpenSnapshot();
        using var entries = index.Environment.OpenSnapshot();
        Console.WriteLine(OwnerProcess.Ready);
        Console.In.ReadToEnd();
        return 0;
    }

    /// <summary>Opens a store with maps of this many GiB and stores an event. Reports the warnings, or the reason why it failed.</summary>
    static async Task<int> OpenWithMapAsync(string path, int gibibytes)
    {
        var lines = new LogLines();
        try
        {
            var options = new LmdbStoreOptions { Path = path, MinFreeDiskMiB = 0, Lmdb = new() { MapSizeGiB = gibibytes } };
            await using var store = LmdbEventStore.Open(options, TimeProvider.System, lines);
            var result = await store.StoreEventAsync(Unsigned.Note(Unsigned.Key("a"), 1_700_000_000), default);
            await store.IndexAsync();
            Console.WriteLine(result.Status);
        }
        catch (StoreException exception)
        {
            Console.WriteLine(exception.Message);
        }
        foreach (var line in lines.All)
        {
            if (line.StartsWith("Warning", StringComparison.Ordinal))
                Console.WriteLine(line);
        }
        return 0;
    }
}
