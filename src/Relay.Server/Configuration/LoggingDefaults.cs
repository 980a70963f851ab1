namespace Relay.Server;

/// <summary>How the program logs by default: to the console, in plain text, with the messages that an operator needs.</summary>
static class LoggingDefaults
{
    /// <summary>Keys of the section Serilog.</summary>
    public static IReadOnlyDictionary<string, string?> Keys { get; } = new Dictionary<string, string?>
    {
        ["Serilog:MinimumLevel:Default"] = "Information",
        ["Serilog:MinimumLevel:Override:Microsoft"] = "Warning",
        ["Serilog:WriteTo:0:Name"] = "Console",
    };
}
