using System.Reflection;

namespace Relay.Core;

/// <summary>A list of sections of one type. The elements are sections named 0, 1 and so on, which contain only keys.</summary>
sealed class OptionsList
{
    public OptionsList(string path, PropertyInfo property)
    {
        Path = path;
        Property = property;
        First = Element("0");
        if (First.Sections.Count > 0 || First.Lists.Count > 0)
            throw new InvalidOperationException($"{path} cannot hold sections of sections");
    }

    public string Path { get; }

    public string Name => Property.Name;

    public PropertyInfo Property { get; }

    /// <summary>The first element. In descriptions it stands for all.</summary>
    public OptionsNode First { get; }

    /// <summary>The type of an element.</summary>
    public Type ElementType => Property.PropertyType.GetElementType()!;

    /// <summary>The element with this name.</summary>
    public OptionsNode Element(string name) => new($"{Path}:{name}", ElementType, null);
}
