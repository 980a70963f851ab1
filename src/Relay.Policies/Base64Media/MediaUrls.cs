using System.Buffers;
using System.Globalization;
using System.Text;

namespace Relay.Policies;

/// <summary>
/// Finds <c>data:</c> URLs in base64 that browsers show as pictures, videos or sounds. A text that is itself JSON, such as a
/// profile, may spell any of their characters as an escape.
/// </summary>
static class MediaUrls
{
    const int EscapeLength = 4;

    /// <summary>Whether JSON-escaped UTF-8 has such a URL.</summary>
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

    /// <summary>Each comma is looked for once, and what is before it is looked at from its ends, so time grows with length.</summary>
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

    /// <summary>Where <c>;base64</c> begins at the end of what is before a comma; -1 where it does not stand there.</summary>
    static int LengthWithoutBase64(ReadOnlySpan<byte> parts)
    {
        parts = parts.TrimEnd((byte)' ');
        if (parts.Length < Base64.Length || !Ascii.EqualsIgnoreCase(parts[^Base64.Length..], Base64))
            return -1;
        parts = parts[..^Base64.Length].TrimEnd((byte)' ');
        return parts.EndsWith(";"u8) ? parts.Length - 1 : -1;
    }

    /// <summary>What has no type, or that of any bytes, is shown as what its bytes are. Parameters may be of any length.</summary>
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
    /// Takes away backslashes, however many layers of JSON put them there, and what they stand for in a URL: a slash, ASCII by
    /// its number, or line ends and tabs, which browsers leave out. The result is never longer.
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
