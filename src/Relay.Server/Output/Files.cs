using System.CommandLine;

namespace Relay.Server;

/// <summary>Opens the files that commands read and write. The name - is standard input or output.</summary>
static class Files
{
    const string Standard = "-";
    const int BufferSize = 64 * 1024;

    /// <summary>An optional argument that names a file.</summary>
    public static Argument<string> Argument(string description)
    {
        var file = new Argument<string>("file") { Description = description, DefaultValueFactory = static _ => Standard };
        // A mistyped option must not create a file. A file with such a name can be given as ./--name.
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

    /// <summary>Opens a file that only its owner may read: exports contain private messages.</summary>
    public static Stream OpenWrite(string path)
    {
        if (path == Standard)
            return StandardOutput.Open();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Whether a command that reads this file waits for what somebody types.</summary>
    public static bool IsTyped(string path) => path == Standard && !Console.IsInputRedirected;

    /// <summary>Whether the file's name ends in .gz, so that it is written compressed.</summary>
    public static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
