using System.Text;

namespace Relay.Nostr;

/// <summary>
/// Finds references to people and events (npub1…, note1…, nprofile1…, nevent1…, naddr1…) in a text without the <c>nostr:</c> that makes
/// them links (NIP-21, NIP-27). Parts of longer words or of web addresses do not count.
/// </summary>
public static class BareReferences
{
    /// <summary>Whether JSON-escaped UTF-8 contains such a reference with a valid checksum.</summary>
    public static bool IsIn(ReadOnlySpan<byte> escaped)
    {
        // An escape is never part of a reference, and ends a word.
        while (JsonText.TryReadRun(ref escaped, out var run, out _))
        {
            if (IsInRun(run))
                return true;
        }
        return false;
    }

    static bool IsInRun(ReadOnlySpan<byte> text)
    {
        var from = 0;
        while (text[from..].IndexOf((byte)'1') is >= 0 and var next)
        {
            var one = from + next;
            var start = one;
            while (start > 0 && char.IsAsciiLetterOrDigit((char)text[start - 1]))
                start--;
            var end = one + 1;
            while (end < text.Length && char.IsAsciiLetterOrDigit((char)text[end]))
                end++;
            // Each word is checked once, at its first 1, because no prefix contains a 1.
            if (IsPrefix(text[start..one]) && !IsLinked(text[..start]) && IsReference(text[start..end]))
                return true;
            from = end;
        }
        return false;
    }

    static bool IsPrefix(ReadOnlySpan<byte> word) =>
        Ascii.EqualsIgnoreCase(word, "npub"u8) || Ascii.EqualsIgnoreCase(word, "note"u8) || Ascii.EqualsIgnoreCase(word, "nprofile"u8)
        || Ascii.EqualsIgnoreCase(word, "nevent"u8) || Ascii.EqualsIgnoreCase(word, "naddr"u8);

    /// <summary>Whether the text before a word makes the word part of a nostr: link or of a web address.</summary>
    static bool IsLinked(ReadOnlySpan<byte> before)
    {
        var link = "nostr:"u8;
        return !before.IsEmpty && "/=#?&%._-~+"u8.Contains(before[^1])
            || before.Length >= link.Length && Ascii.EqualsIgnoreCase(before[^link.Length..], link);
    }

    static bool IsReference(ReadOnlySpan<byte> word)
    {
        if (word.Length > Bech32.MaxLength)
            return false;
        return Nip19.TryDecode(Encoding.ASCII.GetString(word), out _, out _);
    }
}
