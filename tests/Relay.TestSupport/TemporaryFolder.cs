namespace Relay.TestSupport;

public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("relay-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
