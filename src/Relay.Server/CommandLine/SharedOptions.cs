using System.CommandLine;

namespace Relay.Server;

/// <summary>Options that every command has: the sources of the configuration.</summary>
static class SharedOptions
{
    public static Option<string?> ConfigFile { get; } = new("--config")
    {
        Description = "The settings file (JSON). Without it: RELAY_CONFIG, or the first appsettings.json that \"relay config\" names.",
        HelpName = "file",
        Recursive = true,
    };

    public static Option<string[]> Settings { get; } = new("--set")
    {
        Description = "Sets a key of the configuration; --Section:Key=value is the same.",
        HelpName = "Section:Key=value",
        Recursive = true,
    };
}
