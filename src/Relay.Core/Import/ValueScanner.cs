using System.Buffers;

namespace Relay.Core;

/// <summary>
/// Finds where the next value of a file ends: an event, a message with one, or text that is neither. It needs the same few bytes for any
/// file, and can go on where the bytes at hand ended. The parser decides whether a value is valid.
/// </summary>
struct ValueScanner
{
    // A message is told from an array of events by the string it begins with. Only so much white space may come before it.
    const int MaxLookAhead = 64;

    static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,]"u8);
    static readonly SearchValues<byte> StringStops = SearchValues.Create("\"\\\n"u8);
    static readonly SearchValues<byte> ValueStops = SearchValues.Create("\"{}[]\n"u8);
    static readonly SearchValues<byte> TextStops = SearchValues.Create("{\n"u8);

    long _depth;
    bool _isText;
    bool _isWholeLine;
    bool _isInString;
    bool _hasObject;

    static ReadOnlySpan<byte> Message => "[\"EVENT\""u8;

    /// <summary>Whether a value has begun and not ended.</summary>
    public bool IsWithin { get; private set; }

    /// <summary>
    /// Moves past what stands between values: white space, commas and the brackets of arrays. Returns whether a value begins there. If not,
    /// the bytes are at their end, or too few to decide.
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> text, ref int at, bool isEnd)
    {
        while (true)
        {
            var next = text[at..].IndexOfAnyExcept(Between);
            at = next < 0 ? text.Length : at + next;
            if (next < 0 || text[at] != '[')
                return next >= 0;
            if (BeginsMessage(text[(at + 1)..], isEnd) is not { } isMessage)
                return false;
            if (isMessage)
                return true;
            at++;
        }
    }

    /// <summary>Whether only white space comes before this place in its line.</summary>
    /// <param name="text">The bytes at hand.</param>
    /// <param name="at">The place.</param>
    /// <param name="column">How many bytes of the line come before the text.</param>
    public static bool StartsLine(ReadOnlySpan<byte> text, int at, long column)
    {
        var before = text[..at].LastIndexOfAnyExcept(" \t\r"u8);
        return before < 0 ? column == 0 : text[before] == '\n';
    }

    /// <summary>Whether a line that begins with a brace also ends with one, as nearly all lines of events do.</summary>
    public static bool IsClosed(ReadOnlySpan<byte> line) => line.TrimEnd(" \t\r"u8) is [.., (byte)'}'];

    /// <summary>Begins the value that begins with this byte.</summary>
    public void Start(byte first, bool startsLine)
    {
        _depth = 0;
        _isText = first is not ((byte)'{' or (byte)'[');
        _isWholeLine = startsLine;
        _isInString = false;
        _hasObject = false;
        IsWithin = true;
    }

    /// <summary>Moves to the end of the value. If the bytes do not reach so far, returns false and moves to where to go on.</summary>
    public bool TryEnd(ReadOnlySpan<byte> text, ref int at, bool isEnd)
    {
        var hasEnded = _isText ? PassText(text, ref at) : PassValue(text, ref at, isEnd);
        if (!hasEnded && isEnd)
            at = text.Length;
        IsWithin = !hasEnded && !isEnd;
        return !IsWithin;
    }

    /// <summary>Null if the bytes are too few to decide.</summary>
    static bool? BeginsMessage(ReadOnlySpan<byte> afterBracket, bool isEnd)
    {
        var next = afterBracket.IndexOfAnyExcept(" \t\r\n"u8);
        if (next >= 0)
            return next <= MaxLookAhead && afterBracket[next] == '"';
        return isEnd || afterBracket.Length > MaxLookAhead ? false : null;
    }

    /// <summary>Text that is no JSON ends with its line; inside of an array also before the next object.</summary>
    readonly bool PassText(ReadOnlySpan<byte> text, ref int at)
    {
        var stop = _isWholeLine ? text[at..].IndexOf((byte)'\n') : text[at..].IndexOfAny(TextStops);
        if (stop < 0)
        {
            at = text.Length;
            return false;
        }
        at += text[at + stop] == '\n' ? stop + 1 : stop;
        return true;
    }

    bool PassValue(ReadOnlySpan<byte> text, ref int at, bool isEnd)
    {
        while (true)
        {
            var stop = text[at..].IndexOfAny(_isInString ? StringStops : ValueStops);
            if (stop < 0)
            {
                at = text.Length;
                return false;
            }
            at += stop;
            switch (text[at])
            {
                case (byte)'"':
                    _isInString = !_isInString;
                    break;
                case (byte)'\\' when at + 1 == text.Length:
                    return false;
                case (byte)'\\':
                    // An escaped line feed is no JSON: it ends the value below.
                    if (text[at + 1] != '\n')
                        at++;
                    break;
                case (byte)'{' or (byte)'[':
                    _hasObject = _hasObject || text[at] == '{';
                    _depth++;
                    break;
                case (byte)'}' or (byte)']':
                    _depth--;
                    break;
                default:
                    if (IsCutOff(text[(at + 1)..], isEnd) is not { } isCutOff)
                        return false;
                    if (isCutOff)
                        _depth = 0;
                    break;
            }
            at++;
            if (_depth <= 0)
                return true;
        }
    }

    /// <summary>
    /// Whether a line feed shows that the value is broken off, so that a damaged line takes no other with it: inside of a string, or where
    /// the next line begins with an event although one has begun. Null if the bytes are too few to decide.
    /// </summary>
    readonly bool? IsCutOff(ReadOnlySpan<byte> nextLine, bool isEnd)
    {
        if (_isInString)
            return true;
        if (!_hasObject)
            return false;
        if (nextLine.Length < Message.Length && !isEnd && Message.StartsWith(nextLine))
            return null;
        return nextLine is [(byte)'{', ..] || nextLine.StartsWith(Message);
    }
}
