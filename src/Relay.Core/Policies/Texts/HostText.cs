using System.Buffers;
using System.Globalization;

namespace Relay.Core;

/// <summary>
/// Text as browsers read it where a host stands: wide letters and other dots are the common ones, and what is unseen is left out.
/// </summary>
static class HostText
{
    const char FirstWide = '\uFF01';
    const char LastWide = '\uFF5E';
    const char FirstAscii = '!';

    /// <summary>Characters that are read as others.</summary>
    internal static readonly SearchValues<char> Special = SearchValues.Create(
    [
        '%', '\u3002', '\uFF61', '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF',
        .. Enumerable.Range(FirstWide, LastWide - FirstWide + 1).Select(static c => (char)c),
    ]);

    /// <summary>The result is never longer than the text.</summary>
    internal static int Write(ReadOnlySpan<char> text, Span<char> destination)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '%' when i + 2 < text.Length && TryReadAscii(text.Slice(i + 1, 2), out var ascii):
                    destination[length++] = ascii;
                    i += 2;
                    break;
                case '\u3002' or '\uFF61':
                    destination[length++] = '.';
                    break;
                case '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF':
                    break;
                case >= FirstWide and <= LastWide and var wide:
                    destination[length++] = (char)(wide - FirstWide + FirstAscii);
                    break;
                case var c:
                    destination[length++] = c;
                    break;
            }
        }
        return length;
    }

    static bool TryReadAscii(ReadOnlySpan<char> digits, out char ascii)
    {
        var isAscii = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value < 0x80;
        ascii = (char)value;
        return isAscii;
    }
}
