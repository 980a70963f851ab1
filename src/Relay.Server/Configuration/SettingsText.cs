using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Server;

/// <summary>The text of settings, as the program shows them and as the settings file has them.</summary>
static class SettingsText
{
    // People read it, so an ampersand stays & instead of \u0026.
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON on indented lines, with a line break at the end.</summary>
    public static string Of(JsonNode json) => json.ToJsonString(Readable) + "\n";

    /// <summary>JSON on one line.</summary>
    public static string OnOneLine(JsonNode? json) => json?.ToJsonString(Plain) ?? "null";
}
