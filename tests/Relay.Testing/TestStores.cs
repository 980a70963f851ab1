using Relay.Storage.Lmdb;

namespace Relay.Testing;

/// <summary>The stores that a relay under test may have.</summary>
public static class TestStores
{
    /// <summary>The store that forgets.</summary>
    public static TestStore InMemory { get; } = static relay =>
    {
        relay.UseInMemoryStore();
        return null;
    };

    /// <summary>The embedded store in a folder of its own, which is gone after the test.</summary>
    public static TestStore Lmdb { get; } = static relay =>
    {
        var folder = Directory.CreateTempSubdirectory("relay-test-");
        relay.UseLmdb(new LmdbStoreOptions { Path = folder.FullName, MapSizeGiB = 1, MinFreeDiskMiB = 0 });
        return new FolderRemoval(folder);
    };

    sealed class FolderRemoval(DirectoryInfo folder) : IDisposable
    {
        public void Dispose() => folder.Delete(recursive: true);
    }
}
