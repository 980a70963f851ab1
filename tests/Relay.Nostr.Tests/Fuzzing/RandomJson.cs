using System.Globalization;
using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Makes random texts, random valid JSON, and random spellings of both.</summary>
sealed class RandomJson(Random random)
{
    static readonly string[] Words =
    [
        "", "-", "d", "e", "p", "t", "expiration", "alt", "a", "E", "nostr", "1700000000",
        "x\"y\\z", "line\nline", "\0\u0001\u001f", "\u007f",
        "\u00a0\u2028\u200b\ufeff\ue000", "\ufdd1\uffff", "😀👩‍👩‍👧", "\U0010ffff", "</script>", "a/b", "ü", "日本語", "null", "{}", "[\"-\"]",
    ];

    static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "1.0", "1e3", "1E+3", "0.5e-7", "65535", "65536", "1700000000", "9007199254740991", "9007199254740992",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" + "000000000000000000000000000000000", "1e999",
    ];

    const string Structural = "\"\\{}[],:u0-.eE \0\x1f\x7fntf";

    readonly StringBuilder _json = new();

    /// <summary>A text: words, ids, nearly ids, and characters that need thought.</summary>
    public string Text() => random.Next(8) switch
    {
        0 => HexText(64),
        1 => HexText(63) + "g",
        2 => HexText(random.Next(70)),
        3 => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Word())),
        4 => new string((char)random.Next(1, 0xD800), random.Next(4)),
        _ => Word(),
    };

    public string Word() => Words[random.Next(Words.Length)];

    public string HexText(int length) => random.GetString("0123456789abcdef", length);

    /// <summary>Any JSON value, with whitespace and spellings as they come.</summary>
    public string Value(int depth = 4)
    {
        _json.Clear();
        AppendValue(depth);
        return _json.ToString();
    }

    /// <summary>A JSON string of this text in one of its many spellings.</summary>
    public string Spell(string text)
    {
        var json = new StringBuilder("\"");
        var isPlain = random.Next(3) > 0;
        for (var i = 0; i < text.Length; i++)
        {
            var escape = !isPlain && random.Next(4) == 0;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length)
            {
                json.Append(escape ? Unicode(text[i]) + Unicode(text[i + 1]) : text.Substring(i, 2));
                i++;
                continue;
            }
            var letter = "\n\"\\\r\t\b\f/".IndexOf(text[i], StringComparison.Ordinal);
            var mustEscape = text[i] is < ' ' or '"' or '\\' || char.IsSurrogate(text[i]);
            if (letter >= 0 && (mustEscape || escape) && random.Next(4) > 0)
                json.Append('\\').Append("n\"\\rtbf/"[letter]);
            else
                json.Append(mustEscape || escape ? Unicode(text[i]) : text[i].ToString());
        }
        return json.Append('"').ToString();
    }

    /// <summary>Whitespace, mostly none.</summary>
    public string Space() => random.Next(8) == 0 ? random.GetString(" \n\r\t", random.Next(1, 4)) : "";

    /// <summary>The bytes with a few of them changed, added, dropped or repeated.</summary>
    public byte[] Mutate(byte[] bytes)
    {
        var mutated = bytes.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && mutated.Count > 0; changes--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(5))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated[at] = (byte)Structural[random.Next(Structural.Length)];
                    break;
                case 2:
                    mutated.RemoveAt(at);
                    break;
                case 3:
                    mutated.Insert(at, mutated[random.Next(mutated.Count)]);
                    break;
                default:
                    mutated.RemoveRange(at, mutated.Count - at);
                    break;
            }
        }
        return [.. mutated];
    }

    public string Number() =>
        random.Next(3) > 0 ? Numbers[random.Next(Numbers.Length)] : random.NextInt64().ToString(CultureInfo.InvariantCulture);

    string Unicode(char c)
    {
        var digits = ((int)c).ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture);
        return "\\u" + digits;
    }

    void AppendValue(int depth)
    {
        _json.Append(Space());
        switch (random.Next(depth > 0 ? 8 : 5))
        {
            case 0:
                _json.Append(Number());
                break;
            case 1:
                _json.Append(random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" });
                break;
            case 2:
                // Half a surrogate pair, which is valid JSON.
                _json.Append("\"\\ud8").Append(HexText(2)).Append('"');
                break;
            case 3 or 4:
                _json.Append(Spell(Text()));
                break;
            case 5 or 6:
                AppendList('[', ']', () => AppendValue(depth - 1));
                break;
            default:
                AppendList('{', '}', () =>
                {
                    _json.Append(Space()).Append(Spell(Text())).Append(Space()).Append(':');
                    AppendValue(depth - 1);
                });
                break;
        }
        _json.Append(Space());
    }

    void AppendList(char open, char close, Action appendElement)
    {
        _json.Append(open).Append(Space());
        for (var i = random.Next(5); i > 0; i--)
        {
            appendElement();
            if (i > 1)
                _json.Append(',');
        }
        _json.Append(close);
    }
}
