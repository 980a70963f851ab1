namespace Relay.Server;

/// <summary>The files that commands read and write; - is standard input or output.</summary>
static class Files
{
    const string Standard = "-";

    public static Stream OpenRead(string path) => path == Standard
        ? Console.OpenStandardInput()
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);

    public static Stream OpenWrite(string path) => path == Standard ? Console.OpenStandardOutput() : File.Create(path);

    /// <summary>Whether the name of the file asks for compression.</summary>
    public static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
