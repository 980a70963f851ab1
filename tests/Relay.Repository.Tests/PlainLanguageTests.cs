using System.Text.RegularExpressions;

namespace Relay.Repository.Tests;

/// <summary>
/// Texts that people read are in plain English. Each pattern is a habit that newcomers stumbled over. A text that a pattern finds is
/// rewritten: name who does what, and the number.
/// </summary>
public sealed class PlainLanguageTests
{
    static readonly (string Pattern, string Instead)[] Habits =
    [
        (@"\bwhoever\b", "name who it is: a client, an operator, a caller"),
        (@"\bwhatever\b", "name what it is, or write: no matter what"),
        (@"\bso many\b", "give the number, or name where it comes from"),
        (@"\bso much\b", "give the amount, or name where it comes from"),
        (@"\bno more than so\b", "give the number"),
        (@"\bat most so\b", "give the number"),
        (@"\bone too many\b", "write what exceeds which limit"),
        (@"\bbut [0-9]", "write: at least, at most, or clamped to"),
        (@"\bbut for\b", "write: except"),
        (@"\b(is|are|was|were) told so\b", "write who tells whom what"),
        (@"\bwhat (is|was) (there|left)\b|\bwhat there (is|was)\b", "name the thing"),
        (@"\bwhat (\w+ ){1,3}(is|are) for\b", "name the purpose"),
        (@"(?<!\bthere )\b(is|are|was|were) none\b", "write what it is not"),
        (@"\bof which (nothing|nobody|none|there)\b", "make it a sentence of its own"),
        // At the beginning of a sentence; at that of a line it may be one in the middle of a sentence, which has no capital letter.
        (@"(?<=^\s*|[.:;]\s+|>\s*)(?-i:W)ho (asks|calls|comes|gets|has|holds|names|needs|opened|reads|sends|waits|wants|writes)\b",
            "name the actor"),
    ];

    [Fact]
    public void Documents_are_in_plain_English() => AssertPlain(ReadTexts.Documents(), atLeast: 10);

    [Fact]
    public void Descriptions_of_options_are_in_plain_English() => AssertPlain(ReadTexts.Descriptions(), atLeast: 150);

    [Fact]
    public void Log_messages_are_in_plain_English() => AssertPlain(ReadTexts.RelayMessages(), atLeast: 70);

    [Fact]
    public void Docstrings_are_in_plain_English() => AssertPlain(ReadTexts.Docstrings(), atLeast: 1000);

    [Fact]
    public void A_relative_clause_at_the_beginning_of_a_line_is_no_habit() =>
        Assert.Empty(Find(new Passage("a.md", 1, "a client\nwho asks")));

    [Theory]
    [InlineData("Whoever writes fewer", @"\bwhoever\b")]
    [InlineData("at a fortieth of all events but 50,000 to 200,000", @"\bbut [0-9]")]
    [InlineData("in all. Who writes fewer\nhas no more", "ho (asks|")]
    [InlineData("<summary>Who asks for it</summary>", "ho (asks|")]
    [InlineData("one line says so\nmany words", @"\bso many\b")]
    public void A_habit_is_found_with_its_line(string text, string pattern)
    {
        var found = Assert.Single(Find(new Passage("a.md", 7, "\n" + text)));

        Assert.StartsWith("a.md:8: ", found, StringComparison.Ordinal);
        Assert.Contains(pattern, found, StringComparison.Ordinal);
    }

    static void AssertPlain(IEnumerable<Passage> passages, int atLeast)
    {
        var all = passages.ToArray();

        Assert.True(all.Length >= atLeast, $"only {all.Length} texts were found");
        var found = all.SelectMany(Find).ToArray();
        Assert.True(found.Length == 0, $"{found.Length} places are not in plain English:\n{string.Join('\n', found)}");
    }

    static IEnumerable<string> Find(Passage passage)
    {
        foreach (var (pattern, instead) in Habits)
        {
            // A line may end at any space.
            var anywhere = pattern.Replace(" ", @"\s+", StringComparison.Ordinal);
            foreach (Match match in Regex.Matches(passage.Text, anywhere, RegexOptions.IgnoreCase | RegexOptions.Multiline))
            {
                var line = passage.Line + passage.Text.AsSpan(0, match.Index).Count('\n');
                yield return $"{passage.File}:{line}: \"{match.Value.ReplaceLineEndings(" ")}\" matches {pattern}; {instead}";
            }
        }
    }
}
