using System.Globalization;
using System.Text;

namespace Relay.Nostr;

/// <summary>
/// The one spelling of strings that is used everywhere: UTF-8 with NIP-01's escapes and no others, and control characters without a short
/// escape as <c>\u00xx</c> in lowercase. Text in this spelling is copied unchanged into ids and onto the wire.
/// </summary>
public static class JsonText
{
    /// <summary>
    /// Gives the inside of a JSON string in the one spelling, which is the input itself if it has no escapes. False, with the input, if it
    /// contains half a surrogate pair.
    /// </summary>
    internal static bool TryNormalize(ReadOnlySpan<byte> raw, out ReadOnlySpan<byte> text)
    {
        text = raw;
        if (!raw.Contains((byte)'\\'))
            return true;
        var room = new byte[raw.Length];
        if (!TryNormalize(raw, room, out var written))
            return false;
        text = room.AsSpan(0, written);
        return true;
    }

    /// <summary>
    /// Rewrites the inside of a JSON string into the one spelling, which is never longer. False if it contains half a surrogate pair.
    /// </summary>
    internal static bool TryNormalize(ReadOnlySpan<byte> raw, Span<byte> destination, out int written)
    {
        written = 0;
        while (true)
        {
            var run = raw.IndexOf((byte)'\\');
            if (run < 0)
                break;
            raw[..run].CopyTo(destination[written..]);
            written += run;
            raw = raw[run..];
            if (raw[1] != 'u')
            {
                if (raw[1] != '/')
                    destination[written++] = (byte)'\\';
                destination[written++] = raw[1];
                raw = raw[2..];
                continue;
            }
            if (!TryReadUnicodeEscapes(ref raw, out var rune))
                return false;
            written += rune.Value is < 0x20 or '"' or '\\'
                ? WriteEscape((byte)rune.Value, destination[written..])
                : rune.EncodeToUtf8(destination[written..]);
        }
        raw.CopyTo(destination[written..]);
        written += raw.Length;
        return true;
    }

    /// <summary>Text as JSON-escaped UTF-8, without quotes. Half a surrogate pair becomes U+FFFD.</summary>
    public static byte[] Escape(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var escaped = new byte[6 * utf8.Length];
        var length = Escape(utf8, escaped);
        return escaped[..length];
    }

    /// <summary>Escapes UTF-8 text. <paramref name="destination"/> needs room for six times its length.</summary>
    internal static int Escape(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var run = utf8.IndexOfAny(JsonSyntax.StringStops);
            var plain = run < 0 ? utf8 : utf8[..run];
            plain.CopyTo(destination[written..]);
            written += plain.Length;
            if (run < 0)
                return written;
            written += WriteEscape(utf8[run], destination[written..]);
            utf8 = utf8[(run + 1)..];
        }
    }

    /// <summary>Decodes JSON-escaped UTF-8.</summary>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(escaped);
        var plain = new byte[escaped.Length];
        return Encoding.UTF8.GetString(plain, 0, Unescape(escaped, plain));
    }

    /// <summary>Decodes JSON-escaped UTF-8 to UTF-8, which is never longer, and returns its length.</summary>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> plain)
    {
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                plain[length++] = escaped[i];
                continue;
            }
            switch (escaped[++i])
            {
                case (byte)'u':
                    plain[length++] = byte.Parse(escaped.Slice(i + 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                    i += 4;
                    break;
                case var code:
                    plain[length++] = code switch
                    {
                        (byte)'n' => (byte)'\n',
                        (byte)'r' => (byte)'\r',
                        (byte)'t' => (byte)'\t',
                        (byte)'b' => (byte)'\b',
                        (byte)'f' => (byte)'\f',
                        _ => code,
                    };
                    break;
            }
        }
        return length;
    }

    /// <summary>The number of Unicode scalar values in JSON-escaped UTF-8, after decoding.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> escaped)
    {
        var count = 0;
        while (TryReadRun(ref escaped, out var run, out var hasEscape))
        {
            // Every character has exactly one byte that is not a continuation byte.
            foreach (var b in run)
                count += (b & 0xC0) == 0x80 ? 0 : 1;
            count += hasEscape ? 1 : 0;
        }
        return count;
    }

    /// <summary>The number of bytes that JSON-escaped UTF-8 has after decoding.</summary>
    public static int CountBytes(ReadOnlySpan<byte> escaped)
    {
        var count = 0;
        while (TryReadRun(ref escaped, out var run, out var hasEscape))
            count += run.Length + (hasEscape ? 1 : 0);
        return count;
    }

    /// <summary>The first characters of JSON-escaped UTF-8, at most the number given. Never cuts an escape or a character.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> escaped, int characters)
    {
        // Every character takes at least one byte.
        if (escaped.Length <= characters)
            return escaped;
        var end = 0;
        while (end < escaped.Length && characters-- > 0)
            end += escaped[end] switch
            {
                (byte)'\\' => escaped[end + 1] == 'u' ? 6 : 2,
                < 0x80 => 1,
                < 0xE0 => 2,
                < 0xF0 => 3,
                _ => 4,
            };
        return escaped[..end];
    }

    /// <summary>Takes the plain text up to the next escape, and that escape, off the front. False at the end.</summary>
    public static bool TryReadRun(scoped ref ReadOnlySpan<byte> escaped, out ReadOnlySpan<byte> run, out bool hasEscape)
    {
        run = escaped;
        hasEscape = false;
        if (escaped.IsEmpty)
            return false;
        var end = escaped.IndexOf((byte)'\\');
        hasEscape = end >= 0;
        if (hasEscape)
        {
            run = escaped[..end];
            escaped = escaped[(end + (escaped[end + 1] == 'u' ? 6 : 2))..];
        }
        else
            escaped = default;
        return true;
    }

    static int WriteEscape(byte b, Span<byte> destination)
    {
        var letter = b switch
        {
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            (byte)'"' or (byte)'\\' => b,
            _ => (byte)0,
        };
        destination[0] = (byte)'\\';
        if (letter != 0)
        {
            destination[1] = letter;
            return 2;
        }
        "u00"u8.CopyTo(destination[1..]);
        Hex.Encode([b], destination.Slice(4, 2));
        return 6;
    }

    static bool TryReadUnicodeEscapes(ref ReadOnlySpan<byte> raw, out Rune rune)
    {
        var unit = ReadUnit(raw);
        raw = raw[6..];
        if (!char.IsSurrogate(unit))
        {
            rune = new Rune(unit);
            return true;
        }
        rune = default;
        if (!char.IsHighSurrogate(unit) || raw.Length < 6 || raw[0] != '\\' || raw[1] != 'u')
            return false;
        var low = ReadUnit(raw);
        raw = raw[6..];
        return Rune.TryCreate(unit, low, out rune);
    }

    static char ReadUnit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
