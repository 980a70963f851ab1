using System.Text.Json.Nodes;

namespace Relay.Core;

/// <summary>The configuration in effect: one immutable object per section.</summary>
public sealed class BoundOptions
{
    readonly IReadOnlyList<OptionsNode> _roots;
    readonly IReadOnlyDictionary<OptionsNode, object> _values;

    internal BoundOptions(IReadOnlyList<OptionsNode> roots, IReadOnlyDictionary<OptionsNode, object> values)
    {
        _roots = roots;
        _values = values;
    }

    /// <summary>The section that binds to this type.</summary>
    public T Get<T>() where T : class
    {
        foreach (var value in _values.Values)
        {
            if (value is T options)
                return options;
        }
        throw new InvalidOperationException($"no section binds to {typeof(T)}");
    }

    /// <summary>All keys and their values, with secrets masked.</summary>
    public JsonObject Describe()
    {
        var json = new JsonObject();
        foreach (var root in _roots)
            json.Add(root.Name, OptionsJson.Section(root, section => _values.GetValueOrDefault(section)));
        return json;
    }
}
