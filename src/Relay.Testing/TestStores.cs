using Relay.Storage.Lmdb;

namespace Relay.Testing;

/// <summary>The stores that a relay in a test may have.</summary>
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

    static TestStore LmdbIn(string parent) => relay =>
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"relay-test-{Guid.NewGuid():N}"));
        relay.UseLmdb(new LmdbStoreOptions { Path = folder.FullName, Lmdb = new() { MapSizeGiB = 1 }, MinFreeDiskMiB = 0 });
        return new FolderRemoval(folder);
    };

    sealed class FolderRemoval(DirectoryInfo folder) : IDisposable
    {
        public void Dispose() => folder.Delete(recursive: true);
    }
}
