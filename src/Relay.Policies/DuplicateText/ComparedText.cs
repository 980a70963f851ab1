using System.Buffers;
using System.Text;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// What of a text is compared with others: it is folded, and what copies change on purpose is left out: identifiers (references to people
/// and events, hashes, invoices, tokens), and links but for the host of the first. Numbers stay: what bots tell differs in
/// numbers only.
/// </summary>
static class ComparedText
{
    // A text that differs from another only behind this is one that nobody reads to its end. Letters and digits are counted: what cannot be
    // seen, and what is left out, would hide the text behind it.
    public const int MaxCharacters = 4_096;

    /// <summary>No text has more left of it.</summary>
    public const int MaxBytes = 4 * MaxCharacters;

    // Longer than words and numbers, shorter than anything random that is to be unique.
    const int MinIdentifierLength = 20;

    const int MaxSchemeLength = 10;

    static readonly SearchValues<byte> LettersAndDigits =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // What is not ASCII ends a link: there are many spaces and blanks among it, and a text between them would be left out as one long link.
    static readonly SearchValues<byte> HostEnds = SearchValues.Create([.. "/?#: \\\"<>)]"u8, .. NotAscii]);

    static readonly SearchValues<byte> LinkEnds = SearchValues.Create([.. " \\\"<>)]"u8, .. NotAscii]);

    /// <summary>Writes what is compared, which is never longer than the text.</summary>
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

    /// <summary>How long the text goes on before one of the given bytes, or one that is none of them.</summary>
    static int LengthUntil(ReadOnlySpan<byte> text, SearchValues<byte> bytes, bool isAny)
    {
        var length = isAny ? text.IndexOfAny(bytes) : text.IndexOfAnyExcept(bytes);
        return length < 0 ? text.Length : length;
    }
}
