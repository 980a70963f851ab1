using System.Buffers;
using System.Text;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The part of a text that is compared with others. The text is folded, and parts that copies change on purpose are left out: identifiers
/// (references to people and events, hashes, invoices, tokens), and links except the host of the first one. Numbers stay, since the reports
/// of a bot differ in nothing else.
/// </summary>
static class ComparedText
{
    // Nobody reads to the end of a text that differs from another only after this many. Letters and digits are counted; invisible
    // characters and omitted parts are not, so that they cannot hide the text behind them.
    public const int MaxCharacters = 4_096;

    /// <summary>The most bytes that are compared of any text.</summary>
    public const int MaxBytes = 4 * MaxCharacters;

    // Longer than words and numbers, and shorter than any random identifier.
    const int MinIdentifierLength = 20;

    const int MaxSchemeLength = 10;

    static readonly SearchValues<byte> LettersAndDigits =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // A character that is not ASCII ends a link. Many spaces and blanks are among them, and the text between two of them would otherwise be
    // left out as one long link.
    static readonly SearchValues<byte> HostEnds = SearchValues.Create([.. "/?#: \\\"<>)]"u8, .. NotAscii]);

    static readonly SearchValues<byte> LinkEnds = SearchValues.Create([.. " \\\"<>)]"u8, .. NotAscii]);

    /// <summary>Writes the compared part, which is never longer than the text. Returns its length in bytes.</summary>
    public static int Write(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        destination = destination[..Math.Min(destination.Length, MaxBytes)];
        var compared = destination[..WriteAll(escaped, destination)];
        return JsonText.Cut(compared, MaxCharacters).Length;
    }

    static IEnumerable<byte> NotAscii => Enumerable.Range(0x80, 0x80).Select(static b => (byte)b);

    static int WriteAll(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var length = 0;
        var from = 0;
        var at = 0;
        var hasLink = false;
        while (at < text.Length)
        {
            if (text[at] == '\\')
            {
                at += text[at + 1] == 'u' ? 6 : 2;
                continue;
            }
            var word = LengthUntil(text[at..], LettersAndDigits, isAny: false);
            var next = at + Math.Max(1, word);
            if (word is > 0 and <= MaxSchemeLength && text[next..].StartsWith("://"u8))
            {
                length += FoldedText.Write(text[from..at], destination[length..]);
                var host = next + "://".Length;
                next = host + LengthUntil(text[host..], HostEnds, isAny: true);
                if (!hasLink)
                    length += WriteAll(text[host..next], destination[length..]);
                hasLink = true;
                next = from = next + LengthUntil(text[next..], LinkEnds, isAny: true);
            }
            else if (word >= MinIdentifierLength && text[at..next].IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
            {
                length += FoldedText.Write(WithoutScheme(text[from..at]), destination[length..]);
                from = next;
            }
            at = next;
        }
        return length + FoldedText.Write(text[from..], destination[length..]);
    }

    static ReadOnlySpan<byte> WithoutScheme(ReadOnlySpan<byte> text)
    {
        var scheme = "nostr:"u8;
        return text.Length >= scheme.Length && Ascii.EqualsIgnoreCase(text[^scheme.Length..], scheme) ? text[..^scheme.Length] : text;
    }

    /// <summary>
    /// The length of the text before the first of the given bytes or, if <paramref name="isAny"/> is false, before the first other byte.
    /// </summary>
    static int LengthUntil(ReadOnlySpan<byte> text, SearchValues<byte> bytes, bool isAny)
    {
        var length = isAny ? text.IndexOfAny(bytes) : text.IndexOfAnyExcept(bytes);
        return length < 0 ? text.Length : length;
    }
}
