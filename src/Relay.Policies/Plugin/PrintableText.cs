using System.Text;

namespace Relay.Policies;

/// <summary>Writes foreign bytes as text for a log: of bounded length, and without characters that control a terminal.</summary>
static class PrintableText
{
    public static string Of(ReadOnlySpan<byte> utf8, int maxLength)
    {
        var text = Encoding.UTF8.GetString(utf8.Length <= maxLength ? utf8 : utf8[..maxLength]);
        return string.Create(text.Length, text, static (printable, text) =>
        {
            for (var i = 0; i < printable.Length; i++)
                printable[i] = char.IsControl(text[i]) ? '\uFFFD' : text[i];
        });
    }
}
