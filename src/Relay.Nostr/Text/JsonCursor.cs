using System.Buffers;
using System.Buffers.Text;

namespace Relay.Nostr;

/// <summary>Walks JSON that <see cref="JsonSyntax"/> found valid, without strings, a document or any allocation.</summary>
ref struct JsonCursor
{
    static readonly SearchValues<byte> ValueEnds = SearchValues.Create(",]} \n\r\t"u8);

    readonly ReadOnlySpan<byte> _json;
    int _at;

    public JsonCursor(ReadOnlySpan<byte> json)
    {
        _json = json;
        _at = 0;
    }

    /// <summary>The first byte of the next token, which shows its type; 0 at the end.</summary>
    public byte Next
    {
        get
        {
            JsonSyntax.SkipWhitespace(_json, ref _at);
            return _at < _json.Length ? _json[_at] : (byte)0;
        }
    }

    public bool Take(byte expected)
    {
        if (Next != expected)
            return false;
        _at++;
        return true;
    }

    /// <summary>Steps into an array or object, or on to its next element. False, and past the end, when no element is left.</summary>
    public bool MoveToElement(byte close, ref bool isFirst)
    {
        if (Take(close))
            return false;
        if (!isFirst)
            Take((byte)',');
        isFirst = false;
        return true;
    }

    /// <summary>Reads a string. Returns the bytes between the quotes, with their escapes.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> raw)
    {
        raw = default;
        if (!Take((byte)'"'))
            return false;
        var start = _at;
        while (true)
        {
            _at += _json[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (_json[_at] == '"')
                break;
            _at += 2;
        }
        raw = _json[start.._at++];
        return true;
    }

    /// <summary>Reads a string in the one spelling. False for half a surrogate pair, and for any other value, which is skipped.</summary>
    public bool TryReadText(out ReadOnlySpan<byte> text)
    {
        if (TryReadString(out var raw))
            return JsonText.TryNormalize(raw, out text);
        text = default;
        SkipValue();
        return false;
    }

    /// <summary>
    /// Reads the name of a member in the one spelling, and its colon. A name with half a surrogate pair is returned unchanged; it matches
    /// no known name.
    /// </summary>
    public ReadOnlySpan<byte> ReadName()
    {
        TryReadString(out var raw);
        Take((byte)':');
        JsonText.TryNormalize(raw, out var name);
        return name;
    }

    /// <summary>
    /// Reads an integer literal. False for any other value, which is skipped, such as a fraction, an exponent or a string. An integer too
    /// large for 64 bits becomes the largest or smallest one.
    /// </summary>
    public bool TryReadInteger(out long value)
    {
        value = 0;
        if (Next != '-' && !char.IsAsciiDigit((char)Next))
        {
            SkipValue();
            return false;
        }
        var start = _at;
        SkipNumber();
        var literal = _json[start.._at];
        if (literal.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
            return false;
        value = Saturated(literal);
        return true;
    }

    /// <summary>
    /// Reads a number that has an integral value, in any spelling: <c>20</c>, <c>20.0</c> or <c>2e1</c>. Languages whose only numbers are
    /// floating-point ones write such. False for any other value, which is skipped. Numbers too large for 64 bits are taken as in
    /// <see cref="TryReadInteger"/>.
    /// </summary>
    public bool TryReadIntegralNumber(out long value)
    {
        var start = _at;
        if (TryReadInteger(out value))
            return true;
        var literal = _json[start.._at];
        // A string, an object, a list or a word.
        if (literal.IsEmpty || (literal[0] != '-' && !char.IsAsciiDigit((char)literal[0])))
            return false;
        return TryReadDecimal(literal, out value);
    }

    /// <summary>Skips one value of any type.</summary>
    public void SkipValue()
    {
        var depth = 0;
        do
        {
            switch (Next)
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    _at++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    _at++;
                    break;
                case (byte)'"':
                    TryReadString(out _);
                    break;
                case (byte)',' or (byte)':':
                    _at++;
                    break;
                case 0:
                    return;
                default:
                    SkipNumber();
                    break;
            }
        }
        while (depth > 0);
    }

    /// <summary>An integer literal's value; the largest or smallest one if it does not fit.</summary>
    static long Saturated(ReadOnlySpan<byte> literal) => Utf8Parser.TryParse(literal, out long value, out _) ? value
        : literal[0] == '-' ? long.MinValue
        : long.MaxValue;

    /// <summary>
    /// The value of a literal with a point, an exponent or both, if it is integral. Computed digit by digit: floating point would round.
    /// </summary>
    static bool TryReadDecimal(ReadOnlySpan<byte> literal, out long value)
    {
        value = 0;
        var isNegative = literal[0] == '-';
        var digits = isNegative ? literal[1..] : literal;
        var exponent = 0L;
        if (digits.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var e)
        {
            exponent = Saturated(digits[(digits[e + 1] == '+' ? e + 2 : e + 1)..]);
            digits = digits[..e];
        }
        var point = digits.IndexOf((byte)'.');
        // Bounded, so that sums of it do not overflow. No message has so many digits.
        var whole = (point < 0 ? digits.Length : point) + Math.Clamp(exponent, int.MinValue, int.MaxValue);
        var isTooLarge = false;
        var index = 0L;
        foreach (var character in digits)
        {
            if (character == '.')
                continue;
            if (index++ < whole)
                Append(character - '0', ref value, ref isTooLarge);
            else if (character != '0')
                return false;
        }
        // Zero stays zero, and any other value is too large after 19 more digits.
        for (; index < whole && value != 0 && !isTooLarge; index++)
            Append(0, ref value, ref isTooLarge);
        value = isTooLarge ? isNegative ? long.MinValue : long.MaxValue : isNegative ? -value : value;
        return true;
    }

    static void Append(int digit, ref long value, ref bool isTooLarge)
    {
        isTooLarge |= value > (long.MaxValue - digit) / 10;
        if (!isTooLarge)
            value = value * 10 + digit;
    }

    /// <summary>Skips a number or a literal, up to the next structural byte.</summary>
    void SkipNumber()
    {
        var length = _json[_at..].IndexOfAny(ValueEnds);
        _at = length < 0 ? _json.Length : _at + length;
    }
}
