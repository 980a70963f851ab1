namespace Relay.Server;

/// <summary>Finds mistakes that concern only a relay that starts: in its log, its certificates and its telemetry.</summary>
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
            .. Certificates(configuration.GetSection("Kestrel")),
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

    /// <summary>The web server would end with a stack trace.</summary>
    static IEnumerable<string> Certificates(IConfigurationSection kestrel)
    {
        var certificates = kestrel.GetSection("Certificates").GetChildren()
            .Concat(kestrel.GetSection("Endpoints").GetChildren().Select(static endpoint => endpoint.GetSection("Certificate")));
        foreach (var key in certificates.SelectMany(static certificate => new[] { "Path", "KeyPath" }.Select(certificate.GetSection)))
        {
            if (key.Value is { Length: > 0 } path && !File.Exists(path))
                yield return $"{key.Path} is \"{path}\", but there is no such file ({Path.GetFullPath(path)})";
        }
    }
}
