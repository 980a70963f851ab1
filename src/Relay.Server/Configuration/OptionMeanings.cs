using System.Text.Json.Nodes;

namespace Relay.Server;

/// <summary>What the keys mean, as the schema of the settings file says.</summary>
sealed class OptionMeanings
{
    readonly JsonNode _schema = Read();

    /// <summary>The meaning of a key; null if the schema does not describe it, because it is one of a library.</summary>
    public string? Of(string key)
    {
        var node = _schema;
        foreach (var name in key.Split(':'))
        {
            // The name of an element of a list is its number.
            node = node["properties"]?[name] ?? node["items"];
            if (node is null)
                return null;
        }
        return (string?)node["description"];
    }

    static JsonNode Read()
    {
        using var schema = typeof(OptionMeanings).Assembly.GetManifestResourceStream("appsettings.schema.json")!;
        return JsonNode.Parse(schema)!;
    }
}
