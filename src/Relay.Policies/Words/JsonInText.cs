using System.Globalization;
using System.Text;

namespace Relay.Policies;

/// <summary>
/// Removes the escapes from a text that is itself JSON, as a profile is: there <c>c\u0061sino</c> is read as casino, and <c>\n</c> ends a
/// line. Invalid escapes stay as they are.
/// </summary>
static class JsonInText
{
    // The backslash of the inner JSON is itself escaped in the text around it.
    const int BackslashLength = 2;
    const int DigitsLength = 4;

    /// <summary>Rewrites JSON-escaped UTF-8, which stays JSON-escaped. The result is never longer.</summary>
    public static int Write(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var length = 0;
        while (escaped.IndexOf((byte)'\\') is >= 0 and var run)
        {
            escaped[..run].CopyTo(destination[length..]);
            length += run;
            escaped = escaped[run..];
            if (escaped[1] == '\\' && TryReadEscape(escaped[BackslashLength..], out var character, out var size))
            {
                length += WriteCharacter(character, destination[length..]);
                escaped = escaped[(BackslashLength + size)..];
                continue;
            }
            size = escaped[1] == 'u' ? 6 : 2;
            escaped[..size].CopyTo(destination[length..]);
            length += size;
            escaped = escaped[size..];
        }
        escaped.CopyTo(destination[length..]);
        return length + escaped.Length;
    }

    /// <summary>Reads what follows a backslash.</summary>
    static bool TryReadEscape(ReadOnlySpan<byte> text, out Rune character, out int size)
    {
        size = 1;
        character = default;
        if (text.IsEmpty)
            return false;
        if (text[0] == 'u')
            return TryReadNumber(text, out character, out size);
        // Quotes and backslashes are also escaped in the text around them.
        if (text[0] == '\\' && text[1] is (byte)'"' or (byte)'\\')
            size = 2;
        character = (Rune)(char)(text[size - 1] switch
        {
            (byte)'n' or (byte)'r' or (byte)'t' => (byte)'\n',
            (byte)'b' or (byte)'f' => (byte)'\b',
            (byte)'/' => (byte)'/',
            (byte)'"' or (byte)'\\' when size == 2 => text[1],
            _ => (byte)0,
        });
        return character.Value != 0;
    }

    static bool TryReadNumber(ReadOnlySpan<byte> text, out Rune character, out int size)
    {
        size = 1 + DigitsLength;
        character = default;
        if (!TryReadUnit(text, out var unit))
            return false;
        if (Rune.TryCreate(unit, out character))
            return true;
        var low = text[size..];
        size += BackslashLength + 1 + DigitsLength;
        return low.StartsWith("\\\\u"u8) && TryReadUnit(low[BackslashLength..], out var second)
            && Rune.TryCreate(unit, second, out character);
    }

    static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        var isUnit = ushort.TryParse(
            text.Slice(1, Math.Min(DigitsLength, text.Length - 1)), NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture, out var value);
        unit = (char)value;
        return isUnit && text.Length > DigitsLength;
    }

    /// <summary>Writes a character. Control characters, which are invisible, are left out, except line ends.</summary>
    static int WriteCharacter(Rune character, Span<byte> destination)
    {
        if (character.Value is '"' or '\\' or '\n' or '\r' or '\t')
        {
            destination[0] = (byte)'\\';
            destination[1] = character.Value is '"' or '\\' ? (byte)character.Value : (byte)'n';
            return 2;
        }
        return character.Value < ' ' ? 0 : character.EncodeToUtf8(destination);
    }
}
