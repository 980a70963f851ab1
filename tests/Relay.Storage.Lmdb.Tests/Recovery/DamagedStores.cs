using System.Security.Cryptography;
using System.Text;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// Opens every store in a folder as a relay would and uses it, in a process that may die of it. Reports the outcome for each.
/// </summary>
static class DamagedStores
{
    /// <summary>
    /// Writes a line for each store: its name, "opened", "rebuilt" or "refused", and the ids that queries find or the reason of the
    /// refusal.
    /// </summary>
    public static async Task<int> LookAsync(string folder)
    {
        foreach (var store in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            // Written before the store is opened: if this process dies, this store was the reason.
            Console.Write($"{Path.GetFileName(store)} ");
            Console.Out.Flush();
            Console.WriteLine(await LookAtAsync(store));
        }
        return 0;
    }

    /// <summary>The report on a sound store with these events.</summary>
    public static string SumOf(IEnumerable<Bytes32> ids) =>
        Convert.ToHexStringLower(
            SHA256.HashData([.. ids.Select(id => id.ToString()).Order(StringComparer.Ordinal).SelectMany(Encoding.ASCII.GetBytes)]));

    static async Task<string> LookAtAsync(string path)
    {
        var lines = new LogLines();
        LmdbEventStore store;
        try
        {
            StoreReader.Open(path).Dispose();
            store = LmdbEventStore.Open(
                new LmdbStoreOptions { Path = path, MinFreeDiskMiB = 0 }, TemporaryStore.SmallBounds, new FakeTime(), lines);
        }
        catch (StoreException exception)
        {
            return $"refused {exception.Message}";
        }
        var how = lines.All.Any(line => line.Contains("The index is rebuilt", StringComparison.Ordinal)) ? "rebuilt" : "opened";
        await using (store)
        {
            try
            {
                var sink = new CollectingSink();
                await store.QueryEventsAsync(
                    new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, sink, default);
                await store.AdmitAsync(Unsigned.Note(Unsigned.Key("new"), FakeTime.Start, "new"), default);
                await store.IndexAsync();
                return $"{how} {SumOf(sink.Events.Select(e => e.Id))}";
            }
            catch (Exception exception)
            {
                return $"{how} {exception.GetType().Name}";
            }
        }
    }
}
