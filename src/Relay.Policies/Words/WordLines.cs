using System.Buffers;
using System.Text.RegularExpressions;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Parses words, patterns and domains, one per line: <c>word: …</c>, <c>pattern: …</c> or <c>domain: …</c>. A line that begins with
/// <c>#</c> is a comment.
/// </summary>
sealed class WordLines : ILineParser<WordList>
{
    public const int MaxWordLength = 100;
    public const int MaxPatternLength = 500;

    // Each pattern is one more pass over every text.
    public const int MaxPatterns = 1_000;

    readonly HashSet<string> _words = new(StringComparer.Ordinal);
    readonly List<Regex> _patterns = [];
    readonly DomainSet _domains = new();

    public int Count => _words.Count + _patterns.Count + _domains.Count;

    public string? Add(ReadOnlySpan<char> line)
    {
        line = line.Trim();
        if (line.IsEmpty || line[0] == '#')
            return null;
        var colon = Math.Max(line.IndexOf(':'), 0);
        var value = line[Math.Min(colon + 1, line.Length)..].Trim();
        return line[..colon] switch
        {
            "word" => AddWord(value),
            "pattern" => AddPattern(value),
            "domain" => _domains.Add(value),
            _ => "begins with none of word:, pattern: and domain:",
        };
    }

    public WordList Complete() => new(SearchValues.Create([.. _words], StringComparison.Ordinal), [.. _patterns], _domains);

    /// <summary>Adds a word. A star at an end means that a longer word may continue there.</summary>
    string? AddWord(ReadOnlySpan<char> value)
    {
        if (value.Length > MaxWordLength)
            return $"is longer than {MaxWordLength} characters";
        var escaped = JsonText.Escape(value.ToString());
        var buffer = new char[FoldedWords.MaxLength(escaped.Length)];
        ReadOnlySpan<char> word = buffer.AsSpan(0, FoldedWords.Write(escaped, new byte[escaped.Length], buffer));
        var inner = word.Trim(' ');
        // For example "c++": its only letter would refuse every text that contains it as a word.
        if (inner.IsEmpty || inner.Length == 1 && !FoldedWords.IsSpaceless(inner[0]))
            return "needs at least two letters or digits";
        if (value[0] == '*' || FoldedWords.IsSpaceless(inner[0]))
            word = word[1..];
        if (value[^1] == '*' || FoldedWords.IsSpaceless(inner[^1]))
            word = word[..^1];
        _words.Add(word.ToString());
        return null;
    }

    string? AddPattern(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.Length > MaxPatternLength)
            return $"is not a pattern of 1 to {MaxPatternLength} characters";
        if (_patterns.Count == MaxPatterns)
            return $"exceeds the limit of {MaxPatterns} patterns";
        try
        {
            // Without backtracking, the time grows with a text's length only. Patterns that need backtracking are refused here, and those
            // that would make an automaton of more than about ten thousand states.
            var pattern = new Regex(
                value.ToString(), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            if (pattern.IsMatch(""))
                return "matches the empty text, and so every text";
            _patterns.Add(pattern);
            return null;
        }
        catch (RegexParseException exception)
        {
            return $"is not a valid pattern: {exception.Error} at character {exception.Offset} of it";
        }
        catch (NotSupportedException)
        {
            return "repeats too much, or needs backtracking (a back reference, a look around or the like), which is not available";
        }
    }
}
