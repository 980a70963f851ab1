using System.Globalization;
using System.Text;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// What people read in a text, in any spelling: letters and digits without case, accents and style. Look-alikes become the Latin letters
/// that they look like. Invisible characters are left out. Other scripts stay as they are.
/// </summary>
static class FoldedText
{
    // The blocks of the Indian scripts and their relatives, whose vowels are marks.
    const int FirstBrahmic = 0x0900;
    const int LastBrahmic = 0x1CFF;

    const int Delete = 0x7F;
    const int NextLine = 0x85;

    /// <summary>
    /// Writes folded UTF-8, which is never longer than the text, until the destination is full. With <paramref name="keepsWords"/>, words
    /// are separated by one space; otherwise by nothing.
    /// </summary>
    public static int Write(ReadOnlySpan<byte> escaped, Span<byte> destination, bool keepsWords = false)
    {
        var length = 0;
        var isBroken = false;
        var previous = default(Rune);
        while (true)
        {
            var text = escaped;
            if (!JsonText.TryReadRun(ref escaped, out var run, out var hasEscape))
                return length;
            // In JSON, line breaks, quotes and backslashes are escaped, and so are control characters, which are invisible.
            var isBreak = hasEscape && text[run.Length + 1] is (byte)'n' or (byte)'r' or (byte)'t' or (byte)'"' or (byte)'\\';
            while (!run.IsEmpty)
            {
                Rune.DecodeFromUtf8(run, out var character, out var size);
                run = run[size..];
                if (IsUnseen(character, previous))
                    continue;
                // The space takes the place of the break.
                var start = isBroken && keepsWords && length > 0 ? length + 1 : length;
                if (destination.Length - start < size)
                    return length;
                var written = WriteCharacter(character, destination[start..]);
                isBroken |= written == 0;
                if (written == 0)
                    continue;
                if (start > length)
                    destination[length] = (byte)' ';
                length = start + written;
                isBroken = false;
                previous = character;
            }
            isBroken |= isBreak;
        }
    }

    /// <summary>Whether a character is left out and does not end a word: it is invisible, or a mark on another character.</summary>
    static bool IsUnseen(Rune character, Rune previous)
    {
        if (character.IsAscii)
            return character.Value is '\'' or Delete;
        // Tones; apostrophe; the Arabic stroke that only widens words; Korean fillers; voice marks of halfwidth kana.
        if (character.Value is >= 0x02B9 and <= 0x02FF or 0x2019 or 0x0640 or 0x115F or 0x1160 or 0x3164 or >= 0xFF9E and <= 0xFFA0)
            return LookAlikes.Find(character).IsEmpty;
        return Rune.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse => true,
            UnicodeCategory.Control => character.Value != NextLine,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
                !IsVowelOf(character, previous),
            _ => false,
        };
    }

    static bool IsVowelOf(Rune mark, Rune letter) =>
        mark.Value is >= FirstBrahmic and <= LastBrahmic && mark.Value >> 8 == letter.Value >> 8;

    /// <summary>Writes what a character is read as. Writes nothing for characters that are neither letters nor digits.</summary>
    public static int WriteCharacter(Rune character, Span<byte> destination)
    {
        if (character.IsAscii)
        {
            var ascii = (char)character.Value;
            if (!char.IsAsciiLetterOrDigit(ascii))
                return 0;
            destination[0] = (byte)char.ToLowerInvariant(ascii);
            return 1;
        }
        var reading = LookAlikes.Find(character);
        if (reading.IsEmpty)
        {
            character = Rune.ToLowerInvariant(character);
            reading = LookAlikes.Find(character);
        }
        if (!reading.IsEmpty)
        {
            reading.CopyTo(destination);
            return reading.Length;
        }
        switch (Rune.GetUnicodeCategory(character))
        {
            case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber:
                // A character of three bytes or more has room for two digits. Fractions, thousands and larger numbers are written as
                // nothing.
                return Rune.GetNumericValue(character) is >= 0 and < 100 and var value && double.IsInteger(value)
                    && ((int)value).TryFormat(destination, out var digits, provider: CultureInfo.InvariantCulture)
                        ? digits
                        : 0;
            case UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark:
                return character.EncodeToUtf8(destination);
            default:
                return 0;
        }
    }
}
