namespace Relay.Server;

/// <summary>How the program logs unless it is configured otherwise: to the console, in words, what an operator wants to know.</summary>
static class LoggingDefaults
{
    /// <summary>The keys of Serilog's section.</summary>
    public static IReadOnlyDictionary<string, string?> Keys { get; } = new Dictionary<string, string?>
    {
        ["Serilog:MinimumLevel:Default"] = "Information",
        ["Serilog:MinimumLevel:Override:Microsoft"] = "Warning",
        ["Serilog:WriteTo:0:Name"] = "Console",
    };
}
