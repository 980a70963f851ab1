using System.Text.RegularExpressions;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A block of C# that a document prints.</summary>
/// <param name="Place">The document and the line where the code begins.</param>
/// <param name="Heading">The heading above it.</param>
/// <param name="Code">The code.</param>
sealed partial record PrintedBlock(string Place, string Heading, string Code)
{
    /// <summary>The lines that are neither empty nor only a comment.</summary>
    public static IReadOnlyList<string> LinesOf(string code) =>
        [.. code.Split('\n').Where(static line => line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal))];

    /// <summary>The documents that print C#, with paths below the repository.</summary>
    public static IEnumerable<string> Documents() =>
        Directory.GetFiles(Repository.Root, "*.md")
            .Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            // The pages of the packages.
            .Concat(Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
                .SelectMany(static folder => Directory.GetFiles(folder, "*.md")))
            .Where(static path => BlockPattern().IsMatch(Read(path)))
            .Select(static path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>All blocks of a document.</summary>
    public static IEnumerable<PrintedBlock> Of(string document)
    {
        var text = Read(Path.Combine(Repository.Root, document));
        foreach (Match match in BlockPattern().Matches(text))
        {
            var before = text[..match.Groups["code"].Index];
            var heading = HeadingPattern().Matches(before).LastOrDefault()?.Groups["text"].Value ?? "";
            var line = before.Count(static c => c == '\n') + 1;
            yield return new PrintedBlock($"{document}:{line}", heading, match.Groups["code"].Value);
        }
    }

    static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BlockPattern();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();
}
