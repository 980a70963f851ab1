namespace Relay.Core;

/// <summary>Suggests the key or word that was probably meant.</summary>
public static class OptionsSuggestion
{
    /// <summary>The known path nearest to the unknown one; null if none is near.</summary>
    internal static string? For(string unknown, IEnumerable<OptionsNode> sections) =>
        For(unknown, sections.SelectMany(static section => section.Keys.Select(static key => key.Path).Prepend(section.Path)));

    /// <summary>The known word nearest to the unknown one; null if none is near.</summary>
    public static string? For(string unknown, IEnumerable<string> known)
    {
        string? nearest = null;
        // With a third of its letters wrong, it is another word.
        var best = (Rank: unknown.Length / 3 + 1, Distance: 0);
        foreach (var path in known)
        {
            var distance = Distance(path, unknown);
            // The right key in the wrong section is more likely than a similar key. If several sections have it, the nearest one is taken.
            var rank = LastOf(path).Equals(LastOf(unknown), StringComparison.OrdinalIgnoreCase) ? 1 : distance;
            if ((rank, distance).CompareTo(best) >= 0)
                continue;
            best = (rank, distance);
            nearest = path;
        }
        return nearest;
    }

    static ReadOnlySpan<char> LastOf(string path) => path.AsSpan(path.LastIndexOf(':') + 1);

    /// <summary>The number of letters to insert, remove or replace, ignoring case (Levenshtein).</summary>
    static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
