using System.Buffers;
using System.Globalization;
using System.Text;

namespace Relay.Policies;

/// <summary>
/// Finds <c>data:</c> URLs in base64 that browsers show as pictures, videos or sounds. In a text that is itself JSON, such as a profile,
/// any character of a URL may be escaped.
/// </summary>
static class MediaUrls
{
    const int EscapeLength = 4;

    /// <summary>Whether JSON-escaped UTF-8 contains such a URL.</summary>
    public static bool AreIn(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\'))
            return AreInPlain(escaped);
        var buffer = ArrayPool<byte>.Shared.Rent(escaped.Length);
        try
        {
            return AreInPlain(buffer.AsSpan(0, Unescape(escaped, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Searches for each comma once, and reads the text before it from both ends, so the time grows with the length.</summary>
    static bool AreInPlain(ReadOnlySpan<byte> text)
    {
        var (comma, parameters) = (-1, -1);
        for (var at = 0; text[at..].IndexOf((byte)':') is >= 0 and var next;)
        {
            var scheme = text.Slice(at, next);
            at += next + 1;
            if (scheme.Length < 4 || !Ascii.EqualsIgnoreCase(scheme[^4..], "data"u8))
                continue;
            if (comma < at)
            {
                next = text[at..].IndexOf((byte)',');
                if (next < 0)
                    return false;
                comma = at + next;
                parameters = LengthWithoutBase64(text[..comma]);
            }
            if (parameters >= at && IsMediaType(text[at..parameters]))
                return true;
        }
        return false;
    }

    /// <summary>The length of the text before <c>;base64</c>; -1 if the part before a comma does not end with that.</summary>
    static int LengthWithoutBase64(ReadOnlySpan<byte> parts)
    {
        parts = parts.TrimEnd((byte)' ');
        if (parts.Length < Base64.Length || !Ascii.EqualsIgnoreCase(parts[^Base64.Length..], Base64))
            return -1;
        parts = parts[..^Base64.Length].TrimEnd((byte)' ');
        return parts.EndsWith(";"u8) ? parts.Length - 1 : -1;
    }

    /// <summary>
    /// Whether browsers show this type as media. Data without a type, or with the type of any bytes, is shown as what its bytes are.
    /// Parameters may have any length.
    /// </summary>
    static bool IsMediaType(ReadOnlySpan<byte> type)
    {
        type = type.TrimStart((byte)' ');
        if (IsOf(type, AnyBytes))
            type = type[AnyBytes.Length..].TrimStart((byte)' ');
        return type.IsEmpty || type[0] == ';' || IsOf(type, "image/"u8) || IsOf(type, "video/"u8) || IsOf(type, "audio/"u8);
    }

    static ReadOnlySpan<byte> Base64 => "base64"u8;

    static ReadOnlySpan<byte> AnyBytes => "application/octet-stream"u8;

    static bool IsOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> group) =>
        name.Length >= group.Length && Ascii.EqualsIgnoreCase(name[..group.Length], group);

    /// <summary>
    /// Removes backslashes, from any number of JSON layers, and what they escape in a URL: a slash, ASCII by its number, and line ends and
    /// tabs, which browsers ignore. The result is never longer.
    /// </summary>
    static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> plain)
    {
        var length = 0;
        while (escaped.IndexOf((byte)'\\') is >= 0 and var start)
        {
            escaped[..start].CopyTo(plain[length..]);
            length += start;
            escaped = escaped[start..].TrimStart((byte)'\\');
            if (escaped.IsEmpty)
                break;
            if (escaped[0] == 'u' && TryReadAscii(escaped[1..], out var character))
            {
                plain[length++] = character;
                escaped = escaped[(1 + EscapeLength)..];
            }
            else if (escaped[0] is (byte)'n' or (byte)'r' or (byte)'t')
                escaped = escaped[1..];
        }
        escaped.CopyTo(plain[length..]);
        return length + escaped.Length;
    }

    static bool TryReadAscii(ReadOnlySpan<byte> digits, out byte character)
    {
        character = 0;
        return digits.Length >= EscapeLength
            && byte.TryParse(digits[..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out character)
            && character < 0x80;
    }
}
