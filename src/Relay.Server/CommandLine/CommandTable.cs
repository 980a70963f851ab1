using System.CommandLine;
using Relay.Bench;

namespace Relay.Server;

/// <summary>All commands. Each is one class with a static Create.</summary>
static class CommandTable
{
    /// <summary>Options that are allowed without a command.</summary>
    public static IReadOnlyList<string> RootOptions { get; } = ["--help", "-h", "-?", "--version"];

    public static RootCommand Create() => new("A Nostr relay. Without a command, it runs the relay.")
    {
        SharedOptions.ConfigFile,
        SharedOptions.Settings,
        RunCommand.Create(),
        ImportCommand.Create(),
        ExportCommand.Create(),
        InfoCommand.Create(),
        HealthCommand.Create(),
        KeyCommand.Create(),
        BenchCommand.Create(),
        ConfigCommand.Create(),
    };

    /// <summary>The problems of a command line, one a line.</summary>
    public static IEnumerable<string> Explain(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is RootCommand root)
        {
            var commands = string.Join(", ", root.Subcommands.Select(static command => command.Name));
            return [$"{parsed.UnmatchedTokens.FirstOrDefault() ?? "this"} is not a command; the commands are {commands}"];
        }
        return parsed.Errors.Select(static error => error.Message).Distinct();
    }
}
