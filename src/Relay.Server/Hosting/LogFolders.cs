namespace Relay.Server;

/// <summary>The folders of the log files. Serilog would notice only at the first message that it cannot write there.</summary>
static class LogFolders
{
    /// <summary>Makes the folder of each file that the section names, and says which cannot be written.</summary>
    public static IEnumerable<string> Make(IConfigurationSection serilog) =>
        Files(serilog).Select(static file => Problem(file, static folder => Probe(Directory.CreateDirectory(folder)))).OfType<string>();

    /// <summary>Says which of the folders could not be made or cannot be written, and makes none.</summary>
    public static IEnumerable<string> Check(IConfigurationSection serilog) =>
        Files(serilog).Select(static file => Problem(file, static folder => Probe(Nearest(folder)))).OfType<string>();

    /// <summary>The keys that name files of sinks, also of those inside other sinks, and the files.</summary>
    public static IEnumerable<(string Key, string File)> Files(IConfigurationSection section)
    {
        if ("File".Equals(section["Name"], StringComparison.OrdinalIgnoreCase) && section["Args:path"] is { Length: > 0 } path)
            yield return ($"{section.Path}:Args:path", Environment.ExpandEnvironmentVariables(path));
        foreach (var inner in section.GetChildren().SelectMany(Files))
            yield return inner;
    }

    static string? Problem((string Key, string File) path, Action<string> use)
    {
        try
        {
            use(Path.GetDirectoryName(Path.GetFullPath(path.File))!);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{path.Key} is \"{path.File}\", which cannot be written: {exception.Message.ReplaceLineEndings(" ")}";
        }
    }

    /// <summary>The folder or the one around it that exists.</summary>
    static DirectoryInfo Nearest(string folder)
    {
        var nearest = folder;
        while (!Directory.Exists(nearest))
        {
            if (File.Exists(nearest))
                throw new IOException($"{nearest} is a file");
            nearest = Path.GetDirectoryName(nearest)!;
        }
        return new DirectoryInfo(nearest);
    }

    static void Probe(DirectoryInfo folder)
    {
        using (File.Create(Path.Combine(folder.FullName, $".relay-{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose))
        {
        }
    }
}
