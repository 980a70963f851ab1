namespace Relay.Bench;

/// <summary>Opens files by name. The name - is standard input or output.</summary>
static class StandardFiles
{
    const string Standard = "-";

    public static Stream OpenRead(string path) => path == Standard ? Console.OpenStandardInput() : File.OpenRead(path);

    public static Stream OpenWrite(string path) => path == Standard ? Console.OpenStandardOutput() : File.Create(path);
}
