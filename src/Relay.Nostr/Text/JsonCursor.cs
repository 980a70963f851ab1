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
        if (!literal.ContainsAny((byte)'e', (byte)'E'))
        {
            var point = literal.IndexOf((byte)'.');
            value = Saturated(literal[..point]);
            return !literal[(point + 1)..].ContainsAnyExcept((byte)'0');
        }
        Utf8Parser.TryParse(literal, out double number, out _);
        value = (long)number;
        return Math.Floor(number) == number;
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

    /// <summary>Skips a number or a literal, up to the next structural byte.</summary>
    void SkipNumber()
    {
        var length = _json[_at..].IndexOfAny(ValueEnds);
        _at = length < 0 ? _json.Length : _at + length;
    }
}
