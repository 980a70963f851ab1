using System.CommandLine;

namespace Relay.Server;

/// <summary>Options that every command has: the sources of the configuration.</summary>
static class SharedOptions
{
    public static Option<string?> ConfigFile { get; } = new("--config")
    {
        Description = "A settings file (JSON). Its values replace those of appsettings.json beside the program.",
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
