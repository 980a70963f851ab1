namespace Relay.TestSupport;

/// <summary>The environment of a program under test: that of this process without the variables that the program would read.</summary>
public static class ProgramEnvironment
{
    static readonly string[] Beginnings = ["Relay__", "Serilog__", "ASPNETCORE_", "OTEL_"];

    static readonly string[] Names =
    [
        "RELAY_CONFIG", "RELAY_SIGNATURE_LIBRARY", "URLS", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM",
    ];

    /// <summary>Takes off what the program would read, and adds the given variables.</summary>
    public static void Set(IDictionary<string, string?> environment, IEnumerable<(string Name, string Value)> variables)
    {
        foreach (var variable in environment.Keys.Where(ReadsIt).ToList())
            environment.Remove(variable);
        foreach (var (name, value) in variables)
            environment[name] = value;
    }

    static bool ReadsIt(string name) =>
        Beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
        || Names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
