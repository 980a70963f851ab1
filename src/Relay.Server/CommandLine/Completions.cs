namespace Relay.Server;

/// <summary>Finds the words that may stand at the end of a command line.</summary>
static class Completions
{
    /// <summary>The words that begin as the last word does, for a line that begins with the name of the program.</summary>
    public static IEnumerable<string> Of(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        var begun = line.EndsWith(' ') || words.Count == 0 ? "" : words[^1];
        if (begun.Contains('='))
            return [];
        if (begun.StartsWith("--", StringComparison.Ordinal) && begun.Contains(':'))
            return Keys(begun);
        if (begun.Length > 0)
            words.RemoveAt(words.Count - 1);
        if (words is ["help", ..])
            words.RemoveAt(0);
        // Options without a command are those of run.
        var isRun = words.Count == 0 && begun.StartsWith('-') || words is [['-', ..], ..] && !CommandTable.RootOptions.Contains(words[0]);
        string[] context = isRun ? [RunCommand.Name, .. words, begun] : [.. words, begun];
        var known = CommandTable.Create().Parse(context).GetCompletions().Select(static completion => completion.Label);
        return known.Concat(begun.StartsWith("--", StringComparison.Ordinal) ? Roots : [])
            .Where(word => word.StartsWith(begun, StringComparison.Ordinal) && IsWord(word))
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    static IEnumerable<string> Roots => ProgramConfiguration.Roots.Select(static root => $"--{root}:");

    /// <summary>Keys up to the next colon, so that a list of hundreds does not appear at once.</summary>
    static IEnumerable<string> Keys(string begun)
    {
        var keys = KnownKeys.All.Select(static key => $"--{key}=")
            .Where(key => key.StartsWith(begun, StringComparison.OrdinalIgnoreCase));
        return keys.Select(key => key.IndexOf(':', begun.Length) is >= 0 and var colon ? key[..(colon + 1)] : key).Distinct();
    }

    /// <summary>Other spellings of the same options only make the list longer.</summary>
    static bool IsWord(string word) => word is not ("/?" or "/h" or "-?" or "-h");
}
