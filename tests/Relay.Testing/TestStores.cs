using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Lmdb;

namespace Relay.Testing;

/// <summary>The stores that a relay under test may have.</summary>
public static class TestStores
{
    /// <summary>The store in memory.</summary>
    public static TestStore InMemory { get; } = static relay =>
    {
        relay.UseInMemoryStore();
        return null;
    };

    /// <summary>The embedded store in its own folder, which is deleted after the test.</summary>
    public static TestStore Lmdb { get; } = LmdbIn(Path.GetTempPath());

    /// <summary>The same in a file system in memory, if there is one, so that commits wait for no disk.</summary>
    public static TestStore LmdbWithoutDisk { get; } = LmdbIn(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath());

    /// <summary>
    /// Lambdas that find and count all stored events for every asker, including hidden ones and, by a clock that stands still, expired
    /// ones.
    /// </summary>
    public static TestStore Lambdas { get; } = static relay =>
    {
        var store = new InMemoryStore(new FakeTime());
        relay
            .StoreEvent(store.StoreEventAsync)
            .ReplaceEvent(store.ReplaceEventAsync)
            .DeleteEvent(store.DeleteEventAsync)
            .RemoveEvents(store.RemoveEventsAsync)
            .QueryEvents((_, filters, sink, cancel) => store.QueryEventsAsync(Everything(filters), sink, cancel))
            .CountEvents((query, cancel) => store.CountEventsAsync(Everything(query.Filters), cancel))
            .CountEventsHll((query, authors, cancel) => store.CountEventsHllAsync(Everything(query.Filters), authors, cancel));
        return null;
    };

    static TestStore LmdbIn(string parent) => relay =>
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"relay-test-{Guid.NewGuid():N}"));
        relay.UseLmdb(new LmdbStoreOptions { Path = folder.FullName, MapSizeGiB = 1, MinFreeDiskMiB = 0 });
        return new FolderRemoval(folder);
    };

    static EventQuery Everything(IReadOnlyList<Filter> filters) => new() { Filters = filters, Visibility = Visibility.Everything };

    sealed class FolderRemoval(DirectoryInfo folder) : IDisposable
    {
        public void Dispose() => folder.Delete(recursive: true);
    }
}
