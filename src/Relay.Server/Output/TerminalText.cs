using System.Globalization;

namespace Relay.Server;

/// <summary>Makes text that clients choose harmless for a terminal, and short enough for a line.</summary>
static class TerminalText
{
    const char Replacement = '\uFFFD';

    /// <summary>The text without characters that control a terminal or turn the direction of writing.</summary>
    public static string Clean(string text) => string.Create(text.Length, text, static (clean, text) =>
    {
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = char.GetUnicodeCategory(text[i])
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                ? Replacement
                : text[i];
        }
    });

    /// <summary>The text in this many places at most.</summary>
    public static string Cut(string text, int width)
    {
        var used = 0;
        for (var i = 0; i < text.Length; i++)
        {
            used += PlacesOf(text[i]);
            if (used > width)
                return CutTo(text, width - 1) + "…";
        }
        return text;
    }

    /// <summary>The text in exactly this many places.</summary>
    public static string Fit(string text, int width)
    {
        var cut = Cut(text, width);
        return cut + new string(' ', Math.Max(0, width - cut.Sum(PlacesOf)));
    }

    static string CutTo(string text, int width)
    {
        var (used, length) = (0, 0);
        while (length < text.Length && (used += PlacesOf(text[length])) <= width)
            length++;
        return text[..length];
    }

    /// <summary>Letters from here on, such as Chinese ones, may take two places; some that take one are counted as two.</summary>
    static int PlacesOf(char letter) => letter >= 0x1100 && letter != '…' && letter != Replacement ? 2 : 1;
}
