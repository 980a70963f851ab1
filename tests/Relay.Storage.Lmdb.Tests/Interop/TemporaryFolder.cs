namespace Relay.Storage.Lmdb.Tests;

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("relay-lmdb-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
