using System.Text.Json.Nodes;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Writes options in the form of a settings file.</summary>
static class OptionsJson
{
    const string Mask = "(secret)";

    /// <summary>A section and the sections inside it. <paramref name="valuesOf"/> gives the object with a section's values.</summary>
    public static JsonObject Section(OptionsNode section, Func<OptionsNode, object?> valuesOf)
    {
        var json = new JsonObject();
        var values = valuesOf(section);
        foreach (var key in section.Keys)
        {
            var value = key.Property.GetValue(values);
            json.Add(key.Name, key.IsSecret && value is not null ? Mask : Value(value));
        }
        foreach (var list in section.Lists)
            json.Add(list.Name, List(list, list.Property is null ? valuesOf(list.First) : list.Property.GetValue(values)));
        foreach (var inner in section.Sections)
            json.Add(inner.Name, Section(inner, valuesOf));
        return json;
    }

    /// <summary>A list with these elements; what is no array is an empty list.</summary>
    public static JsonArray List(OptionsList list, object? elements)
    {
        var json = new JsonArray();
        foreach (var element in elements as Array ?? Array.Empty<object>())
            json.Add(Section(list.First, _ => element));
        return json;
    }

    /// <summary>A key's value; null is JSON's null.</summary>
    public static JsonNode? Value(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag,
        int number => number,
        long number => number,
        ushort number => number,
        double number => number,
        Enum name => name.ToString(),
        KindSet kinds => kinds.ToString(),
        Array list => new JsonArray([.. list.Cast<object>().Select(Value)]),
        _ => throw new InvalidOperationException($"options cannot hold {value.GetType()}"),
    };
}
