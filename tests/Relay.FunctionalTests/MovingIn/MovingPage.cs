using System.Text.RegularExpressions;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The page <c>docs/moving.md</c> and the commands that it prints.</summary>
static partial class MovingPage
{
    public static string Text { get; } =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "moving.md")).ReplaceLineEndings("\n");

    /// <summary>The names of all commands that read a database.</summary>
    public static IReadOnlyList<string> Moves { get; } =
        [.. MarkPattern().Matches(Text).Select(static match => match.Groups["name"].Value)];

    /// <summary>The command under the mark with this name, as a shell takes it.</summary>
    public static string Command(string name) =>
        MarkPattern().Matches(Text).Single(match => match.Groups["name"].Value == name).Groups["command"].Value;

    [GeneratedRegex("<!-- move: (?<name>[a-z0-9-]+) -->\n```\n(?<command>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex MarkPattern();
}
