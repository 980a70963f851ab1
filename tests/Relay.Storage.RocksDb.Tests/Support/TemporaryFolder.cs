namespace Relay.Storage.RocksDb.Tests;

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("relay-rocksdb-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
