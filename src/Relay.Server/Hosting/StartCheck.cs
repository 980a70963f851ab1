namespace Relay.Server;

/// <summary>Finds mistakes that concern only a relay that starts: in its log, its telemetry and the files that it reads.</summary>
static class StartCheck
{
    /// <summary>
    /// The problems, one a line. If <paramref name="makesFolders"/> is set, the folders of log files are made, as a start needs them;
    /// otherwise nothing is left behind.
    /// </summary>
    public static IReadOnlyList<string> Problems(ProgramConfiguration program, bool makesFolders)
    {
        var configuration = program.Configuration;
        var serilog = configuration.GetSection("Serilog");
        IReadOnlyList<string> folders = [.. makesFolders ? LogFolders.Make(serilog) : LogFolders.Check(serilog)];
        // A start opens the files anyway, and may have no folder for temporary ones.
        var opensFiles = makesFolders && folders.Count == 0;
        return
        [
            .. folders,
            .. opensFiles || !LogFolders.Files(serilog).Any() ? ProgramLogging.Problems(configuration) : LoggingElsewhere(configuration),
            .. MissingFiles(configuration),
            .. TelemetrySettings.Problems(configuration),
        ];
    }

    /// <summary>The mistakes of a logger with all its files in a folder that is deleted again.</summary>
    static IReadOnlyList<string> LoggingElsewhere(IConfiguration configuration)
    {
        var folder = Directory.CreateTempSubdirectory("relay-check-");
        try
        {
            var elsewhere = LogFolders.Files(configuration.GetSection("Serilog"))
                .Select((file, i) => new KeyValuePair<string, string?>(file.Key, Path.Combine(folder.FullName, $"{i}.log")));
            return ProgramLogging.Problems(
                new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(elsewhere).Build());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// The files that settings name and that are missing. A start itself would tell the first one only, and end with a stack trace for a
    /// certificate.
    /// </summary>
    static IEnumerable<string> MissingFiles(IConfiguration configuration)
    {
        foreach (var file in NamedFiles.Of(configuration))
        {
            // What is there but no file is refused when it is opened.
            if (!Path.Exists(file.Path))
                yield return $"{file.Key} is \"{file.Path}\", but there is no such file ({Path.GetFullPath(file.Path)})";
        }
    }
}
