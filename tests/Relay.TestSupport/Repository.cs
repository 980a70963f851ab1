namespace Relay.TestSupport;

/// <summary>Finds the project's files.</summary>
public static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program, built along with the tests.</summary>
    public static string Program { get; } = Path.Combine(Root, "src", "Relay.Server", "bin", Configuration(), "net10.0", "relay");

    /// <summary>The sample of a program that embeds the relay, built along with the tests.</summary>
    public static string Sample { get; } = SampleOf("EmbeddedRelay");

    /// <summary>A sample by its name, built along with the tests.</summary>
    public static string SampleOf(string name) => Path.Combine(Root, "samples", name, "bin", Configuration(), "net10.0", name);

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Relay.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside of the project");
        return folder;
    }

    /// <summary>Debug or Release, as the tests themselves: …/bin/Release/net10.0/.</summary>
    static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
