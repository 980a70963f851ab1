namespace Relay.Server;

/// <summary>The unit of systemd: deploy/relay.service, with this machine's paths.</summary>
static class UnitText
{
    const string Name = "deploy/relay.service", StateFolder = "/var/lib/relay", SettingsFolder = "/etc/relay";

    const string Start = "ExecStart=/opt/relay/relay\n", Strict = "ProtectSystem=strict\n";

    /// <summary>Folders that the unit hides from the relay.</summary>
    static readonly string[] Hidden = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"];

    static string Program => Environment.ProcessPath!;

    public static string Of(SetupAnswers answers, string settingsFolder)
    {
        var start = settingsFolder == SettingsFolder ? Program : $"{Program} --config {Path.Combine(settingsFolder, "appsettings.json")}";
        var text = SetupFiles.Carried(Name).Replace(Start, $"ExecStart={start}\n", StringComparison.Ordinal);
        return IsIn(StateFolder, answers.Store)
            ? text
            : text.Replace(Strict, $"{Strict}ReadWritePaths={answers.Store}\n", StringComparison.Ordinal);
    }

    /// <summary>Why the relay would not find its files under this unit.</summary>
    public static IEnumerable<string> Problems(SetupAnswers answers, string settingsFolder)
    {
        foreach (var (path, what) in new[] { (Program, "program"), (answers.Store, "store"), (settingsFolder, "settings") })
        {
            if (Hidden.FirstOrDefault(hidden => IsIn(hidden, path)) is { } folder)
                yield return $"The unit hides {folder} from the relay, and the {what} would be in {path}: choose another folder";
            if (path.Any(static c => char.IsWhiteSpace(c) || c is '%' or '"' or '\'' or '\\' or '$'))
                yield return $"The path of the {what}, {path}, has a character that has a meaning in units: choose another folder";
        }
    }

    static bool IsIn(string folder, string path) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
