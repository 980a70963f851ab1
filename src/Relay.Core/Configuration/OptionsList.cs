using System.Reflection;

namespace Relay.Core;

/// <summary>
/// A list of sections of one type. The elements are sections named 0, 1 and so on, which contain only keys. The list is a property of the
/// section around it, or was added to that section.
/// </summary>
sealed class OptionsList
{
    /// <summary>A property of the outer section's type.</summary>
    public OptionsList(string path, PropertyInfo property)
        : this(path, property.PropertyType.GetElementType()!) =>
        Property = property;

    /// <summary>A list that was added.</summary>
    public OptionsList(string path, Type elementType)
    {
        Path = path;
        ElementType = elementType;
        First = Element("0");
        if (First.Sections.Count > 0 || First.Lists.Count > 0)
            throw new InvalidOperationException($"{path} cannot hold sections of sections");
    }

    public string Path { get; }

    public string Name => Path[(Path.LastIndexOf(':') + 1)..];

    /// <summary>The property of the outer section's type; null for a list that was added.</summary>
    public PropertyInfo? Property { get; }

    /// <summary>The first element. In descriptions it stands for all.</summary>
    public OptionsNode First { get; }

    /// <summary>The type of an element.</summary>
    public Type ElementType { get; }

    /// <summary>The element with this name.</summary>
    public OptionsNode Element(string name) => new($"{Path}:{name}", ElementType, null);
}
