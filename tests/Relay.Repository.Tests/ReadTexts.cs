using System.Text.RegularExpressions;
using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>The texts of the repository that people read.</summary>
static partial class ReadTexts
{
    static readonly string[] Skipped = ["bin", "obj", "node_modules", "artifacts", ".git"];

    /// <summary>The documents, each as one text.</summary>
    public static IEnumerable<Passage> Documents() =>
        Files(RepositoryFolder.Path, "*.md").Select(static path => new Passage(NameOf(path), 1, File.ReadAllText(path)));

    /// <summary>The descriptions of the options, as editors show them. They are written from the docstrings of the options.</summary>
    public static IEnumerable<Passage> Descriptions() =>
        Matches(Path.Combine(RepositoryFolder.Path, "appsettings.schema.json"), Description());

    /// <summary>The texts of the log messages.</summary>
    public static IEnumerable<Passage> RelayMessages() => SourceFiles().SelectMany(static path => Matches(path, LogMessage()));

    /// <summary>The docstrings of the source files: each run of lines that begin with three slashes is a text.</summary>
    public static IEnumerable<Passage> Docstrings() => SourceFiles().SelectMany(static path => Matches(path, Docstring()));

    static IEnumerable<string> SourceFiles() => Files(Path.Combine(RepositoryFolder.Path, "src"), "*.cs");

    static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
            .Where(static path =>
                !Path.GetRelativePath(RepositoryFolder.Path, path).Split(Path.DirectorySeparatorChar).Any(Skipped.Contains))
            .Order(StringComparer.Ordinal);

    static IEnumerable<Passage> Matches(string path, Regex attribute)
    {
        var source = File.ReadAllText(path);
        foreach (Match match in attribute.Matches(source))
        {
            // The line breaks between strings and within docstrings stay, so that the lines of the text are those of the file.
            var text = AroundText().Replace(match.Groups["text"].Value, static gap => gap.Value.Contains('\n') ? "\n" : "");
            yield return new Passage(NameOf(path), LineOf(source, match.Groups["text"].Index), text);
        }
    }

    static int LineOf(string text, int index) => 1 + text.AsSpan(0, index).Count('\n');

    static string NameOf(string path) => Path.GetRelativePath(RepositoryFolder.Path, path).Replace('\\', '/');

    [GeneratedRegex("""\x22description\x22:\s*(?<text>"([^"\\]|\\.)*")""")]
    private static partial Regex Description();

    [GeneratedRegex("""\[LoggerMessage\(\s*\d+,\s*LogLevel\.\w+,\s*(?<text>("([^"\\]|\\.)*"(\s*\+\s*)?)+)""")]
    private static partial Regex LogMessage();

    [GeneratedRegex("""(?<text>(?:^[ \t]*///.*(?:\n|$))+)""", RegexOptions.Multiline)]
    private static partial Regex Docstring();

    // Quotes and plus signs of strings, slashes of docstrings.
    [GeneratedRegex("""(?<!\\)"\s*\+\s*"|\A"|"\z|(?:\A|\n)[ \t]*///""")]
    private static partial Regex AroundText();
}
