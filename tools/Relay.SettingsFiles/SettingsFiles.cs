using System.Text.Json.Nodes;
using Relay.Core;
using Relay.Server;

namespace Relay.SettingsFiles;

/// <summary>
/// Makes texts from the options types: <c>appsettings.defaults.json</c> with all defaults, its schema, and <c>docs/options.md</c>.
/// </summary>
static class SettingsFiles
{
    const string SettingsName = "appsettings.defaults.json";
    const string SchemaName = "appsettings.schema.json";
    const string PageFolder = "docs";
    const string PageName = "options.md";
    const string PageStart = """
        # Options

        All keys of the configuration, with their defaults and meanings. `dotnet run --project tools/Relay.SettingsFiles` writes this page
        from the types in the code. The [README](../README.md#configure) explains where you can set keys. In a key, `0` is the position
        of an element in a list: the first element is `0`, the second `1`, and so on.

        A key without a default (`none`) is not set. Kinds are written as numbers and ranges, such as `0,3,10000-19999`. "This machine"
        means clients that connect from a loopback address. "Requests to vanish" (kind 62, NIP-62) ask the relay to delete everything of
        a key.


        """;

    /// <summary>Writes all three files into a folder. Returns their paths.</summary>
    public static IReadOnlyList<string> Write(string folder, OptionsSections sections)
    {
        // Made before the first is written: if a docstring is missing, all files stay as they are.
        (string Name, string Text)[] files =
        [
            (SettingsName, Settings(sections)),
            (SchemaName, Schema(sections)),
            (Path.Combine(PageFolder, PageName), Page(sections)),
        ];
        Directory.CreateDirectory(Path.Combine(folder, PageFolder));
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(folder, name), text);
        return [.. files.Select(file => Path.Combine(folder, file.Name))];
    }

    static string Page(OptionsSections sections) =>
        PageStart.ReplaceLineEndings("\n") + OptionsTable.Of(sections).TrimEnd('\n') + "\n";

    static string Settings(OptionsSections sections)
    {
        var settings = new JsonObject { ["$schema"] = "./" + SchemaName };
        foreach (var (key, value) in LoggingDefaults.Keys)
            Set(settings, key.Split(':'), value);
        foreach (var (name, section) in OptionsDefaults.Of(sections))
            settings[name] = section!.DeepClone();
        return SettingsText.Of(settings);
    }

    static string Schema(OptionsSections sections)
    {
        var properties = new JsonObject
        {
            ["Urls"] = Described("string", "Addresses to listen on, separated by semicolons, such as http://127.0.0.1:7447."),
        };
        foreach (var (name, description) in ProgramConfiguration.ForeignSections.OrderBy(static s => s.Key, StringComparer.Ordinal))
            properties[name] = Described("object", description);
        foreach (var (name, section) in OptionsSchema.Of(sections))
            properties[name] = section!.DeepClone();
        return SettingsText.Of(new JsonObject
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
