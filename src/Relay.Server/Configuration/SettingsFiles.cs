using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// The texts made from the options types: <c>appsettings.json</c> with all defaults, its schema, and <c>docs/options.md</c>.
/// </summary>
static class SettingsFiles
{
    const string SettingsName = "appsettings.json";
    const string SchemaName = "appsettings.schema.json";
    const string PageFolder = "docs";
    const string PageName = "options.md";
    const string PageStart = """
        # Options

        Every key of the configuration, with its default and its meaning. Written by `relay options --write .` from the types in the code; the
        [README](../README.md#configure) says where keys are set. `0` stands for the number of an element of a list.


        """;

    // The files are read by people: no \u0026 for an ampersand.
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Any JSON as the files have it.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(Readable) + "\n";

    /// <summary>Writes all of them into a folder.</summary>
    public static void Write(string folder, OptionsSections sections)
    {
        File.WriteAllText(Path.Combine(folder, SettingsName), Settings(sections));
        File.WriteAllText(Path.Combine(folder, SchemaName), Schema(sections));
        var page = Directory.CreateDirectory(Path.Combine(folder, PageFolder)).FullName;
        File.WriteAllText(Path.Combine(page, PageName), PageStart.ReplaceLineEndings("\n") + sections.DescribeTables().TrimEnd('\n') + "\n");
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
            ["Kestrel"] = Described("object", "The web server, such as its certificates, as ASP.NET Core documents it."),
            ["Serilog"] = Described("object", "Logging, as Serilog.Settings.Configuration documents it."),
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
            // A numbered key is the element of a list; the defaults have lists of one.
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
