using System.CommandLine;
using Relay.Bench;

namespace Relay.Server;

/// <summary>All commands: one class each, with a static Create.</summary>
static class CommandTable
{
    /// <summary>Options that stand without a command.</summary>
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
        OptionsCommand.Create(),
    };

    /// <summary>What is wrong with a command line, in lines.</summary>
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
