using System.Buffers;
using System.Text.Unicode;

namespace Relay.Nostr;

/// <summary>
/// Decides in one pass whether bytes are one JSON value in valid UTF-8, nested at most <see cref="MaxDepth"/> deep. All later code relies
/// on this: it may meet wrong types but never broken syntax.
/// </summary>
static class JsonSyntax
{
    /// <summary>An event in a message is nested four deep. The rest is room for extensions.</summary>
    public const int MaxDepth = 32;

    /// <summary>The bytes that end or interrupt plain text in a string: quote, backslash and control characters.</summary>
    public static readonly SearchValues<byte> StringStops = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'"', (byte)'\\',
    ]);

    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return false;
        var at = 0;
        var depth = 0;
        uint objects = 0; // one bit a level: 1 for an object, 0 for an array
        var needKey = false;
        while (true)
        {
            SkipWhitespace(json, ref at);
            if (needKey)
            {
                if (!SkipString(json, ref at))
                    return false;
                SkipWhitespace(json, ref at);
                if (!Take(json, ref at, (byte)':'))
                    return false;
                SkipWhitespace(json, ref at);
            }
            if (at >= json.Length)
                return false;
            if (json[at] is (byte)'{' or (byte)'[')
            {
                if (depth == MaxDepth)
                    return false;
                var isObject = json[at++] == '{';
                objects = isObject ? objects | (1u << depth) : objects & ~(1u << depth);
                depth++;
                SkipWhitespace(json, ref at);
                if (!Take(json, ref at, isObject ? (byte)'}' : (byte)']'))
                {
                    needKey = isObject;
                    continue;
                }
                depth--;
            }
            else if (!SkipScalar(json, ref at))
                return false;

            // A value has ended: close the arrays and objects that end here, then go on after a comma.
            while (true)
            {
                SkipWhitespace(json, ref at);
                if (depth == 0)
                    return at == json.Length;
                var inObject = (objects & (1u << (depth - 1))) != 0;
                if (Take(json, ref at, (byte)','))
                {
                    needKey = inObject;
                    break;
                }
                if (!Take(json, ref at, inObject ? (byte)'}' : (byte)']'))
                    return false;
                depth--;
            }
        }
    }

    public static void SkipWhitespace(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
    }

    static bool Take(ReadOnlySpan<byte> json, ref int at, byte expected)
    {
        if (at >= json.Length || json[at] != expected)
            return false;
        at++;
        return true;
    }

    static bool SkipScalar(ReadOnlySpan<byte> json, ref int at) => json[at] switch
    {
        (byte)'"' => SkipString(json, ref at),
        (byte)'t' => SkipLiteral(json, ref at, "true"u8),
        (byte)'f' => SkipLiteral(json, ref at, "false"u8),
        (byte)'n' => SkipLiteral(json, ref at, "null"u8),
        _ => SkipNumber(json, ref at),
    };

    static bool SkipLiteral(ReadOnlySpan<byte> json, ref int at, ReadOnlySpan<byte> literal)
    {
        if (!json[at..].StartsWith(literal))
            return false;
        at += literal.Length;
        return true;
    }

    static bool SkipString(ReadOnlySpan<byte> json, ref int at)
    {
        if (!Take(json, ref at, (byte)'"'))
            return false;
        while (true)
        {
            var run = json[at..].IndexOfAny(StringStops);
            if (run < 0)
                return false;
            at += run;
            switch (json[at++])
            {
                case (byte)'"':
                    return true;
                case (byte)'\\':
                    if (!SkipEscape(json, ref at))
                        return false;
                    break;
                default:
                    return false;
            }
        }
    }

    static bool SkipEscape(ReadOnlySpan<byte> json, ref int at)
    {
        if (at >= json.Length)
            return false;
        switch (json[at++])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return true;
            case (byte)'u':
                for (var i = 0; i < 4; i++, at++)
                {
                    if (at >= json.Length || !char.IsAsciiHexDigit((char)json[at]))
                        return false;
                }
                return true;
            default:
                return false;
        }
    }

    static bool SkipNumber(ReadOnlySpan<byte> json, ref int at)
    {
        Take(json, ref at, (byte)'-');
        if (!Take(json, ref at, (byte)'0') && !SkipDigits(json, ref at))
            return false;
        if (Take(json, ref at, (byte)'.') && !SkipDigits(json, ref at))
            return false;
        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (!Take(json, ref at, (byte)'+'))
                Take(json, ref at, (byte)'-');
            return SkipDigits(json, ref at);
        }
        return true;
    }

    static bool SkipDigits(ReadOnlySpan<byte> json, ref int at)
    {
        var start = at;
        while (at < json.Length && char.IsAsciiDigit((char)json[at]))
            at++;
        return at > start;
    }
}
