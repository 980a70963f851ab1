using Relay.Nostr;

namespace Relay.Core;

/// <summary>What is left of a text when spaces, punctuation and case are taken from it, so that small changes make no new text.</summary>
static class PlainText
{
    /// <summary>
    /// Writes letters and digits, ASCII in lower case; everything beyond ASCII counts as letters. The destination has room
    /// for the whole text.
    /// </summary>
    internal static int Write(ReadOnlySpan<byte> escaped, Span<byte> destination, out int characters)
    {
        var length = 0;
        characters = 0;
        while (JsonText.TryReadRun(ref escaped, out var run, out _))
        {
            foreach (var b in run)
            {
                if (b < 0x80 && !char.IsAsciiLetterOrDigit((char)b))
                    continue;
                destination[length++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
                characters += (b & 0xC0) == 0x80 ? 0 : 1;
            }
        }
        return length;
    }
}
