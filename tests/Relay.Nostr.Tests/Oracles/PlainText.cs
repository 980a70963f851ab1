using System.Globalization;
using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>NIP-01's spelling of strings, written from its text with nothing of the code under test.</summary>
static class PlainText
{
    public static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            json.Append(c switch
            {
                '\n' => "\\n",
                '"' => "\\\"",
                '\\' => "\\\\",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }
        return json.Append('"').ToString();
    }

    public static string Quote(string[][] tags) =>
        "[" + string.Join(',', tags.Select(tag => "[" + string.Join(',', tag.Select(Quote)) + "]")) + "]";
}
