using System.Buffers;
using System.Globalization;
using System.Text;

namespace Relay.Core;

/// <summary>
/// Finds <c>data:</c> URLs in base64 that browsers show as pictures, videos or sounds. A text that is itself JSON, such as a
/// profile, may spell any of their characters as an escape.
/// </summary>
static class MediaUrls
{
    // Types and their parameters are some dozens of characters; text that goes on without a comma is no such URL.
    const int MaxTypeLength = 256;

    const int EscapeLength = 4;

    /// <summary>Whether JSON-escaped UTF-8 has such a URL.</summary>
    internal static bool AreIn(ReadOnlySpan<byte> escaped)
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

    static bool AreInPlain(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)':') is >= 0 and var colon)
        {
            var scheme = text[..colon];
            text = text[(colon + 1)..];
            if (scheme.Length >= 4 && Ascii.EqualsIgnoreCase(scheme[^4..], "data"u8) && IsMedia(text))
                return true;
        }
        return false;
    }

    static bool IsMedia(ReadOnlySpan<byte> url)
    {
        var comma = url[..Math.Min(url.Length, MaxTypeLength)].IndexOf((byte)',');
        if (comma < 0)
            return false;
        var parts = url[..comma];
        var last = parts.LastIndexOf((byte)';');
        return last >= 0 && Ascii.EqualsIgnoreCase(parts[(last + 1)..].Trim((byte)' '), "base64"u8) && IsMediaType(parts[..last]);
    }

    /// <summary>What has no type, or that of any bytes, is shown as what its bytes are.</summary>
    static bool IsMediaType(ReadOnlySpan<byte> type)
    {
        var end = type.IndexOf((byte)';');
        var name = (end < 0 ? type : type[..end]).Trim((byte)' ');
        return name.IsEmpty || Ascii.EqualsIgnoreCase(name, "application/octet-stream"u8)
            || IsOf(name, "image/"u8) || IsOf(name, "video/"u8) || IsOf(name, "audio/"u8);
    }

    static bool IsOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> group) =>
        name.Length > group.Length && Ascii.EqualsIgnoreCase(name[..group.Length], group);

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
