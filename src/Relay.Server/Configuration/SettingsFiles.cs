using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Makes texts from the options types: <c>appsettings.json</c> with all defaults, its schema, and <c>docs/options.md</c>.
/// </summary>
static class SettingsFiles
{
    const string SettingsName = "appsettings.json";
    const string SchemaName = "appsettings.schema.json";
    const string PageFolder = "docs";
    const string PageName = "options.md";
    const string PageStart = """
        # Options

        All keys of the configuration, with their defaults and meanings. `relay options --write .` writes this page from the types in
        the code. The [README](../README.md#configure) explains where you can set keys. In a key, `0` is the position of an element in
        a list: the first element is `0`, the second `1`, and so on.

        A key without a default (`none`) is not set. Kinds are written as numbers and ranges, such as `0,3,10000-19999`. "This machine"
        means clients that connect from a loopback address. "Requests to vanish" (kind 62, NIP-62) ask the relay to delete everything of a key.


        """;

    // People read the files, so an ampersand stays & instead of \u0026.
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON in the layout of the files.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(Readable) + "\n";

    /// <summary>Writes all three files into a folder.</summary>
    public static void Write(string folder, OptionsSections sections)
    {
        File.WriteAllText(Path.Combine(folder, SettingsName), Settings(sections));
        File.WriteAllText(Path.Combine(folder, SchemaName), Schema(sections));
        var page = Directory.CreateDirectory(Path.Combine(folder, PageFolder)).FullName;
        File.WriteAllText(
            Path.Combine(page, PageName), PageStart.ReplaceLineEndings("\n") + sections.DescribeTables().TrimEnd('\n') + "\n");
    }

    static string Settings(OptionsSections sections)
    {
        var settings = new JsonObject { ["$schema"] = "./" + SchemaName };
        foreach (var (key, value) in LoggingDefaults.Keys)
            Set(settings, key.Split(':'), value);
        foreach (var (name, section) in sections.DescribeDefaults())
            settings[name] = section!.DeepClone();
        return Text(settings);
    }

    static string Schema(OptionsSections sections)
    {
        var properties = new JsonObject
        {
            ["Urls"] = Described("string", "Addresses to listen on, separated by semicolons, such as http://127.0.0.1:7447."),
            ["Kestrel"] = Described(
                "object", "Options of the web server, such as its certificates. See the documentation of ASP.NET Core."),
            ["Serilog"] = Described("object", "Options of logging. See the documentation of Serilog.Settings.Configuration."),
        };
        foreach (var (name, section) in sections.DescribeSchema())
            properties[name] = section!.DeepClone();
        return Text(new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Settings of the relay",
            ["type"] = "object",
            ["properties"] = properties,
        });
    }

    static JsonObject Described(string type, string description) => new() { ["type"] = type, ["description"] = description };

    static void Set(JsonObject json, ReadOnlySpan<string> path, string? value)
    {
        if (path is [var name, .. { Length: > 0 } rest])
        {
            // A numbered key is an element of a list. The lists among the defaults have one element.
            if (rest[0] == "0")
            {
                var element = new JsonObject();
                Set(element, rest[1..], value);
                json[name] = new JsonArray(element);
                return;
            }
            json[name] ??= new JsonObject();
            Set(json[name]!.AsObject(), rest, value);
            return;
        }
        json[path[0]] = value;
    }
}
