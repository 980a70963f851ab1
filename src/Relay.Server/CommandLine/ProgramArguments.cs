namespace Relay.Server;

/// <summary>Rewrites the arguments that people and containers give into the form that the command table reads.</summary>
static class ProgramArguments
{
    const string Help = "help";

    /// <summary>
    /// Adds the command <c>run</c> if there is none, and writes each <c>--Section:Key=value</c> as <c>--set Section:Key=value</c>.
    /// <c>help COMMAND</c> is <c>COMMAND --help</c>.
    /// </summary>
    public static string[] Normalize(IReadOnlyList<string> args)
    {
        if (args is [Help, ..])
            return [.. args.Skip(1), "--help"];
        var normal = new List<string>();
        if (args.Count == 0 || args[0].StartsWith('-') && !CommandTable.RootOptions.Contains(args[0]))
            normal.Add(RunCommand.Name);
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsSetting(args[i]))
            {
                normal.Add(args[i]);
                continue;
            }
            var setting = args[i][2..];
            if (!setting.Contains('=') && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                setting += "=" + args[++i];
            normal.Add(SharedOptions.Settings.Name);
            normal.Add(setting);
        }
        return [.. normal];
    }

    /// <summary>Whether the argument sets a key. Only keys have colons in their names.</summary>
    static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.Split('=')[0].Contains(':');
}
