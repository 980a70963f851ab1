namespace Relay.TestSupport;

public sealed class TemporaryFolder(bool isInMemory = false) : IDisposable
{
    const string Memory = "/dev/shm";
    const long LeastFree = 1L << 30;

    public string Path { get; } = (isInMemory ? MakeInMemory() : Directory.CreateTempSubdirectory("relay-test-")).FullName;

    /// <summary>
    /// A folder whose files outlive the process but not a power cut, so that a sync costs nothing; on disk if the machine has no room for
    /// it in memory.
    /// </summary>
    static DirectoryInfo MakeInMemory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= LeastFree
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"relay-test-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("relay-test-");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
