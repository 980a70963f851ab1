using System.Text.RegularExpressions;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The settings for logging that <c>docs/operations.md</c> prints.</summary>
static partial class LogSettings
{
    static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

    /// <summary>The names of all blocks.</summary>
    public static IReadOnlyList<string> Names => [.. Block().Matches(Page).Select(static match => match.Groups["name"].Value)];

    /// <summary>The block of this name, as it is printed.</summary>
    public static string Of(string name) =>
        Block().Matches(Page).Single(match => match.Groups["name"].Value == name).Groups["json"].Value;

    [GeneratedRegex("<!-- log: (?<name>[a-z]+) -->\n```json\n(?<json>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();
}
