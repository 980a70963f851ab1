using System.Reflection;

namespace Relay.Core;

/// <summary>A section with its keys, its lists and its inner sections. These are properties of its type or were added to it.</summary>
sealed class OptionsNode
{
    public OptionsNode(string path, Type? type, PropertyInfo? property)
    {
        Path = path;
        Name = path[(path.LastIndexOf(':') + 1)..];
        Type = type;
        Property = property;
        if (type is null)
            return;
        Defaults = Activator.CreateInstance(type);
        // Ordered by metadata token, which follows the source, those of a base type first. Reflection itself promises no order.
        foreach (var member in type.GetProperties().Where(static p => p.SetMethod is not null)
            .OrderBy(static p => DepthOf(p.DeclaringType)).ThenBy(static p => p.MetadataToken))
        {
            var memberPath = $"{path}:{member.Name}";
            if (OptionsKey.IsValue(member.PropertyType))
                Keys.Add(new OptionsKey(memberPath, member));
            else if (member.PropertyType.IsArray)
                Lists.Add(new OptionsList(memberPath, member));
            else
                Sections.Add(new OptionsNode(memberPath, member.PropertyType, member));
        }
    }

    public string Path { get; }

    public string Name { get; }

    /// <summary>The bound type; null for a section that only contains others.</summary>
    public Type? Type { get; }

    /// <summary>The property of the outer section's type; null for a section that was added.</summary>
    public PropertyInfo? Property { get; }

    /// <summary>Whether all relays of the process share the section.</summary>
    public bool IsPerProcess => Property?.GetCustomAttribute<PerProcessAttribute>() is not null;

    /// <summary>An instance with all defaults.</summary>
    public object? Defaults { get; }

    public List<OptionsKey> Keys { get; } = [];

    public List<OptionsList> Lists { get; } = [];

    public List<OptionsNode> Sections { get; } = [];

    /// <summary>Puts a section at its path, and creates the outer sections that are missing.</summary>
    public static void Place(List<OptionsNode> siblings, string path, Type type)
    {
        for (var end = path.IndexOf(':'); end >= 0; end = path.IndexOf(':', end + 1))
        {
            var outer = path[..end];
            var node = siblings.Find(n => n.Path.Equals(outer, StringComparison.OrdinalIgnoreCase));
            if (node is null)
                siblings.Add(node = new OptionsNode(outer, null, null));
            siblings = node.Sections;
        }
        if (siblings.Exists(n => n.Path.Equals(path, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException($"the section {path} already stands in the section around it");
        siblings.Add(new OptionsNode(path, type, null));
    }

    /// <summary>Puts a list into the section around it, which exists.</summary>
    public static void PlaceList(List<OptionsNode> roots, string path, Type elementType)
    {
        var outer = path[..path.LastIndexOf(':')];
        var around = roots.SelectMany(static root => root.All()).First(n => n.Path.Equals(outer, StringComparison.OrdinalIgnoreCase));
        around.Lists.Add(new OptionsList(path, elementType));
    }

    /// <summary>This section and all inside it, with the first element of each list.</summary>
    public IEnumerable<OptionsNode> All() =>
        Lists.Select(static list => list.First).Concat(Sections.SelectMany(static section => section.All())).Prepend(this);

    static int DepthOf(Type? type)
    {
        var depth = 0;
        for (; type is not null; type = type.BaseType)
            depth++;
        return depth;
    }
}
