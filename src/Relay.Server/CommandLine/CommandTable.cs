using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Relay.Bench;
using Relay.Core;

namespace Relay.Server;

/// <summary>All commands. Each is one class with a static Create.</summary>
static partial class CommandTable
{
    /// <summary>Options that are allowed without a command.</summary>
    public static IReadOnlyList<string> RootOptions { get; } = ["--help", "-h", "-?", "--version"];

    public static RootCommand Create()
    {
        var root = new RootCommand("A Nostr relay. Without a command, it runs the relay. relay help COMMAND explains a command.")
        {
            SharedOptions.ConfigFile,
            SharedOptions.Settings,
            RunCommand.Create(),
            SetupCommand.Create(),
            ImportCommand.Create(),
            ExportCommand.Create(),
            ScanCommand.Create(),
            CountCommand.Create(),
            DeleteCommand.Create(),
            StoresCommand.Create(),
            InfoCommand.Create(),
            TopCommand.Create(),
            HealthCommand.Create(),
            DoctorCommand.Create(),
            ReloadCommand.Create(),
            DrainCommand.Create(),
            KeyCommand.Create(),
            PluginCommand.Create(),
            BenchCommand.Create(),
            ConfigCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        HelpNotes.AddTo(root);
        return root;
    }

    /// <summary>The problems of a command line, one a line, with the words that were probably meant.</summary>
    public static IEnumerable<string> Explain(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is RootCommand root)
        {
            var commands = root.Subcommands.Select(static command => command.Name).ToList();
            var word = parsed.UnmatchedTokens.FirstOrDefault() ?? "this";
            return [$"{word} is not a command{DidYouMean(word, commands)}; the commands are {string.Join(", ", commands)}"];
        }
        var options = OptionsOf(parsed.CommandResult).ToList();
        var problems = parsed.Errors.Select(static error => error.Message).Distinct().ToList();
        // A word that is not understood also leaves over the values behind it, which are no mistakes.
        var meant = problems.Select(problem => WithSuggestion(problem, options)).OfType<string>().ToList();
        return meant.Count > 0 ? meant : problems;
    }

    /// <summary>A message about an option that does not exist, with the one that was probably meant; null if none is near.</summary>
    static string? WithSuggestion(string message, List<string> options)
    {
        var unknown = OptionName().Match(message).Value;
        if (unknown.Length == 0 || options.Contains(unknown) || DidYouMean(unknown, options) is not { Length: > 0 } meant)
            return null;
        return $"{unknown} is not an option{meant}";
    }

    static string DidYouMean(string word, IEnumerable<string> known) =>
        OptionsSuggestion.For(word, known) is { } meant ? $"; did you mean {meant}?" : "";

    /// <summary>The names of all options of a command.</summary>
    static IEnumerable<string> OptionsOf(CommandResult command)
    {
        for (var at = command; at is not null; at = at.Parent as CommandResult)
        {
            foreach (var option in at.Command.Options)
            {
                if (at == command || option.Recursive)
                    yield return option.Name;
            }
        }
    }

    [GeneratedRegex("--[A-Za-z][A-Za-z-]*")]
    private static partial Regex OptionName();
}
