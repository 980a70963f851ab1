namespace Relay.Storage.Sqlite.Tests;

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("relay-sqlite-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
