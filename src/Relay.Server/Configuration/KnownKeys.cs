using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.Memory;

namespace Relay.Server;

/// <summary>The keys of the relay's sections, flat.</summary>
static class KnownKeys
{
    static readonly Lazy<Dictionary<string, JsonNode?>> Defaults = new(static () =>
    {
        using var nothing = new ConfigurationRoot([new MemoryConfigurationProvider(new())]);
        var sections = ProgramConfiguration.Sections().Bind(nothing).Describe();
        return Flatten(sections).ToDictionary(StringComparer.OrdinalIgnoreCase);
    });

    /// <summary>All keys, those of lists without numbers.</summary>
    public static IEnumerable<string> All => Defaults.Value.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether this is a key, an element of a list or a key of such an element.</summary>
    public static bool Contains(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf(':', end - 1))
        {
            if (Defaults.Value.ContainsKey(path[..end]))
                return true;
        }
        return false;
    }

    /// <summary>Whether a key has this value if nobody sets it.</summary>
    public static bool IsDefault(string key, JsonNode? value) =>
        Defaults.Value.TryGetValue(key, out var usual) && JsonNode.DeepEquals(usual, value);

    /// <summary>The values of a settings file with their whole keys. Lists of plain values stay whole.</summary>
    public static IEnumerable<(string Key, JsonNode? Value)> Flatten(JsonNode? node, string path = "") => node switch
    {
        JsonObject section => section.SelectMany(inner => Flatten(inner.Value, path.Length == 0 ? inner.Key : $"{path}:{inner.Key}")),
        JsonArray { Count: > 0 } list when list[0] is JsonObject => list.SelectMany((inner, i) => Flatten(inner, $"{path}:{i}")),
        _ => [(path, node)],
    };
}
