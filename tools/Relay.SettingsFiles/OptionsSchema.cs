using System.Text.Json.Nodes;
using Relay.Core;
using Relay.Nostr;

namespace Relay.SettingsFiles;

/// <summary>Describes sections as JSON schema, so that an editor completes keys and marks mistakes.</summary>
sealed class OptionsSchema
{
    readonly Docstrings _docstrings = new();

    OptionsSchema()
    {
    }

    /// <summary>The schema of each section, by name.</summary>
    public static JsonObject Of(OptionsSections sections)
    {
        var schema = new OptionsSchema();
        var json = new JsonObject();
        foreach (var root in sections.Roots())
            json.Add(root.Name, schema.Section(root));
        return json;
    }

    JsonObject Section(OptionsNode section)
    {
        var properties = new JsonObject();
        foreach (var key in section.Keys)
            properties.Add(key.Name, Key(key, section.Defaults));
        foreach (var list in section.Lists)
            properties.Add(list.Name, List(list, section.Defaults));
        foreach (var inner in section.Sections)
            properties.Add(inner.Name, Section(inner));
        var schema = new JsonObject { ["type"] = "object" };
        if (_docstrings.Of(section) is { } description)
            schema.Add("description", description);
        schema.Add("properties", properties);
        schema.Add("additionalProperties", false);
        return schema;
    }

    JsonObject List(OptionsList list, object? defaults) => new()
    {
        ["type"] = "array",
        ["items"] = Section(list.First),
        ["description"] = _docstrings.Of(list),
        ["default"] = OptionsJson.List(list, list.Property?.GetValue(defaults)),
    };

    JsonObject Key(OptionsKey key, object? defaults)
    {
        var value = Value(key);
        var schema = key.IsList ? new JsonObject { ["type"] = "array", ["items"] = value } : value;
        if (key.IsOptional)
        {
            schema["type"] = new JsonArray((string)schema["type"]!, "null");
            if (schema["enum"] is JsonArray names)
                names.Add(null);
        }
        schema.Add("description", _docstrings.Of(key));
        schema.Add("default", key.IsSecret ? null : OptionsJson.Value(key.Property.GetValue(defaults)));
        return schema;
    }

    static JsonObject Value(OptionsKey key)
    {
        var schema = new JsonObject { ["type"] = TypeName(key.ValueType) };
        if (key.Names.Count > 0)
            schema.Add("enum", new JsonArray([.. key.Names.Select(static name => (JsonNode)name)]));
        if (key.Range is null)
            return schema;
        schema.Add("minimum", OptionsJson.Value(key.Range.Minimum));
        schema.Add("maximum", OptionsJson.Value(key.Range.Maximum));
        return schema;
    }

    static string TypeName(Type type)
    {
        if (type == typeof(bool))
            return "boolean";
        if (type == typeof(double))
            return "number";
        return type == typeof(string) || type == typeof(KindSet) || type.IsEnum ? "string" : "integer";
    }
}
