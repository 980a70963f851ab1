using System.Buffers;
using System.Globalization;
using System.Text;

namespace Relay.Policies;

/// <summary>
/// Text as browsers read it as a host (UTS #46): wide, styled and other forms of letters and digits become the common ones, other dots
/// become dots, and invisible characters are left out.
/// </summary>
static class HostText
{
    const char FirstWide = '\uFF01';
    const char LastWide = '\uFF5E';
    const char FirstAscii = '!';

    // The most characters that one form becomes, such as the ligature of f, f and i.
    const int LongestForm = 4;

    // Small letters above and below the line, letter-like signs, Roman numerals, circled letters and digits, ligatures.
    static readonly (char First, char Last)[] Forms =
    [
        ('\u1D2C', '\u1D6A'), ('\u1D78', '\u1D78'), ('\u1D9B', '\u1DBF'), ('\u2070', '\u209C'), ('\u2100', '\u214E'), ('\u2160', '\u217F'),
        ('\u2460', '\u2473'), ('\u24B6', '\u24EA'), ('\uFB00', '\uFB06'),
    ];

    // Beyond the first plane: mathematical letters and digits, and letters in squares. Their first halves are also in every emoji.
    static readonly char[] FirstHalves = ['\uD835', '\uD83C'];

    /// <summary>Characters that are read as other ones or left out.</summary>
    public static readonly SearchValues<char> Special = SearchValues.Create(
    [
        '%', '\u2024', '\u3002', '\uFF61', '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF',
        .. FirstHalves, .. Range(FirstWide, LastWide), .. Forms.SelectMany(static forms => Range(forms.First, forms.Last)),
    ]);

    /// <summary>The most characters that a text of <paramref name="characters"/> characters becomes.</summary>
    public static int MaxLength(int characters) => LongestForm * characters;

    /// <summary>Writes the text. The destination must be as long as <see cref="MaxLength"/>.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<char> destination)
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
                case '\u2024' or '\u3002' or '\uFF61':
                    destination[length++] = '.';
                    break;
                case '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF':
                    break;
                case >= FirstWide and <= LastWide and var wide:
                    destination[length++] = (char)(wide - FirstWide + FirstAscii);
                    break;
                case >= '\u0080' and var form when Special.Contains(form)
                    && TryReadForm(text[i..], destination[length..], out var size, out var written):
                    length += written;
                    i += size - 1;
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

    /// <summary>Reads a form that begins with one of the special characters.</summary>
    static bool TryReadForm(ReadOnlySpan<char> text, Span<char> destination, out int size, out int written)
    {
        written = 0;
        if (Rune.DecodeFromUtf16(text, out var character, out size) != OperationStatus.Done || !IsForm(character))
            return false;
        Span<byte> folded = stackalloc byte[LongestForm];
        var length = FoldedText.WriteCharacter(character, folded);
        return length > 0 && Encoding.UTF8.TryGetChars(folded[..length], destination, out written);
    }

    static bool IsForm(Rune character) =>
        character.IsBmp || character.Value is (>= 0x1D400 and <= 0x1D7FF) or (>= 0x1F130 and <= 0x1F149);

    static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(static c => (char)c);
}
