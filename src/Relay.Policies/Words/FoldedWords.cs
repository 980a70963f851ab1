using System.Text;

namespace Relay.Policies;

/// <summary>
/// Folded text with one space around each word, so that whatever has a space at both ends is found as a whole word. Scripts whose
/// words follow each other without a space (Chinese, Japanese, Thai and others) or take endings (Korean) have none inside, but stand apart
/// from other letters.
/// </summary>
static class FoldedWords
{
    /// <summary>The most that so many bytes of text become.</summary>
    public static int MaxLength(int bytes) => 2 * bytes + 2;

    /// <summary>
    /// Writes the words of JSON-escaped UTF-8. The scratch buffer is as long as it, the destination as <see cref="MaxLength"/>.
    /// </summary>
    public static int Write(ReadOnlySpan<byte> escaped, Span<byte> scratch, Span<char> destination)
    {
        var folded = scratch[..FoldedText.Write(escaped, scratch, keepsWords: true)];
        // Written where they end up last, so that no character is overtaken by the spaces before it.
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

    /// <summary>Whether words of this letter's script are found without a space around them.</summary>
    public static bool IsSpaceless(char c) =>
        c is (>= '\u0E00' and <= '\u109F') or (>= '\u1100' and <= '\u11FF') or (>= '\u1780' and <= '\u17FF')
            or (>= '\u2E80' and <= '\uFAFF');
}
