using System.CommandLine;

namespace Relay.Server;

/// <summary>The files that commands read and write; - is standard input or output.</summary>
static class Files
{
    const string Standard = "-";
    const int BufferSize = 64 * 1024;

    /// <summary>An argument that names a file and may be left out.</summary>
    public static Argument<string> Argument(string description)
    {
        var file = new Argument<string>("file") { Description = description, DefaultValueFactory = static _ => Standard };
        // A mistyped option is not a file; one of that name can be written ./--name.
        file.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: { Length: > 1 } name }] && name[0] == '-')
                result.AddError($"{name} is not an option");
        });
        return file;
    }

    public static Stream OpenRead(string path) => path == Standard
        ? Console.OpenStandardInput()
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferSize, FileOptions.SequentialScan);

    public static Stream OpenWrite(string path) => path == Standard ? Console.OpenStandardOutput() : File.Create(path);

    /// <summary>Whether the name of the file asks for compression.</summary>
    public static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
