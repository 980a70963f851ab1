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
    public static string Cut(string text, int width) => text.Length <= width ? text : width <= 1 ? "" : text[..(width - 1)] + "…";
}
