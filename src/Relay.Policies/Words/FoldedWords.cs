using System.Text;

namespace Relay.Policies;

/// <summary>
/// Folded text with one space around each word, so that a search for a word with a space at both ends finds whole words. Scripts whose
/// words are written without spaces (Chinese, Japanese, Thai and others) or take endings (Korean) have no spaces inside, but are separated
/// from other letters.
/// </summary>
static class FoldedWords
{
    /// <summary>The most characters that a text of <paramref name="bytes"/> bytes becomes.</summary>
    public static int MaxLength(int bytes) => 2 * bytes + 2;

    /// <summary>
    /// Writes the words of JSON-escaped UTF-8. The scratch buffer must be as long as the text, the destination as long as
    /// <see cref="MaxLength"/>.
    /// </summary>
    public static int Write(ReadOnlySpan<byte> escaped, Span<byte> scratch, Span<char> destination)
    {
        var folded = scratch[..FoldedText.Write(escaped, scratch, keepsWords: true)];
        // The characters are decoded at the destination's end, so that the spaces inserted before them do not overwrite any.
        var text = destination[folded.Length..];
        text = text[..Encoding.UTF8.GetChars(folded, text)];
        var length = 0;
        destination[length++] = ' ';
        var wasSpaceless = false;
        foreach (var c in text)
        {
            var isSpaceless = IsSpaceless(c);
            if (isSpaceless != wasSpaceless && c != ' ' && destination[length - 1] != ' ')
                destination[length++] = ' ';
            destination[length++] = c;
            wasSpaceless = isSpaceless;
        }
        destination[length++] = ' ';
        return length;
    }

    /// <summary>Whether words of this letter's script are written without spaces around them.</summary>
    public static bool IsSpaceless(char c) =>
        c is (>= '\u0E00' and <= '\u109F') or (>= '\u1100' and <= '\u11FF') or (>= '\u1780' and <= '\u17FF')
            or (>= '\u2E80' and <= '\uFAFF');
}
